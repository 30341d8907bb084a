"""Every page, card, form and poster of participants is read off as it is drawn, in every state and language, and held
to the reading age: not only the sentences of the files, but what becomes of them."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

import pytest

from tests.support.browser import valid_html
from tests.support.reading import faults_of_page
from tests.support.world import client_for
from tests.voice.feedback.people import AT, HOME, close, codes_for, lead, worker
from tests.voice.feedback.phone import Phone
from throughcare.foundation.ui.fields import new_key
from throughcare.voice.feedback import actions
from throughcare.voice.feedback.actions import named
from throughcare.voice.feedback.models import NamedAnswer
from throughcare.voice.feedback.queries import local
from throughcare.voice.feedback.rules.codes import shown

pytestmark = pytest.mark.django_db
LIMITS = local.reading_limits(date(2026, 6, 1))
LANGUAGES = [one.language for one in local.languages()]
SHIPPED = ("treated", "helps", "missed", "change", "mental_health")
HARM = {"en": "I want to die", "ro": "vreau să mor", "ar": "أريد أن أموت"}
NAMES = {one.name for one in local.help_lines()} | {one.own_name for one in local.languages()}


@pytest.fixture(autouse=True)
def _now(monkeypatch: Any, settings: Any) -> None:
    settings.DEMO = True
    monkeypatch.setattr("throughcare.clock.now", lambda: AT)


def survey(mode: str, audience: str = "people") -> Any:
    """An open survey of shipped questions in every language."""
    actions.take_shipped_questions(by=worker(), at=AT)
    row = actions.start_survey(title="Spring", audience=audience, mode=mode, by=worker(), at=AT)
    given = {"questions": SHIPPED, "languages": LANGUAGES}
    row = actions.change_draft(version_id=row.pk, version=row.version, **given, by=worker(), at=AT)
    row = actions.submit(version_id=row.pk, version=row.version, by=worker(), at=AT)
    row = actions.approve(version_id=row.pk, version=row.version, by=lead(), at=AT)
    return actions.open_version(version_id=row.pk, version=row.version, by=worker(), at=AT)


class Reader:
    """Looks at pages and keeps what is hard on them, and which headings were seen."""

    def __init__(self, language: str) -> None:
        self.language, self.found, self.seen = language, {}, set()

    def sees(self, phone: Phone) -> None:
        self.seen.add(phone.heading)
        self.reads(phone.html)

    def reads(self, html: str, leave_out: tuple[str, ...] = ()) -> None:
        facts = {*NAMES, shown("BCDFGHJKM"), "testserver/say/take-back", "testserver/say/"}
        more = {"language": self.language, "facts": facts, "leave_out": leave_out}
        self.found |= faults_of_page(html, LIMITS, **more)

    def walks(self, phone: Phone, code: str, *, is_named: bool) -> None:
        """From the card to thanks, and everywhere that a button leads."""
        self.sees(phone)
        self.sees(Phone(language=self.language, way="tablet").enter("nothing"))
        self.sees(phone.enter(code))
        self.sees(phone.press("help"))
        self.sees(phone.press("here"))
        self.sees(phone.press("next"))
        self.sees(phone.press("next"))
        self.sees(phone.press("next", answer="4"))
        self.sees(phone.press("skip"))
        self.sees(phone.press("next", text="lots"))
        self.sees(phone.press("skip"))
        self.sees(phone.press("next", text="No. " * 15_000))
        self.sees(phone.press("next", text=HARM[self.language]))
        self.sees(phone.press("on"))
        self.sees(phone.press("stop"))
        again = Phone(language=self.language, client=phone.client).enter(code)
        self.sees(again)
        self.sees(again.press("skip"))
        fields = again.fields()
        if is_named:
            self.sees(again.press("next"))
            self.sees(again.press("next"))
            self.sees(again.press("next", name="Sam", reach="07700 900123"))
            self.sees(again.press("next", name="Sam", reach="07700 900123", agreed="on"))
        else:
            self.sees(again.press("next"))
        for more in (fields, {**fields, "ticket": "00"}):
            again.page = again.client.post("/say/go", {**more, "go": "next"})
            self.sees(again)
        for page in ("/say/help", "/say/take-back"):
            again.page = again.client.get(page, {"lang": self.language})
            self.sees(again)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("way", ["phone", "tablet"])
@pytest.mark.parametrize("audience", ["people", "practitioners"])
@pytest.mark.parametrize("mode", ["anonymous", "named"])
def test_every_page_of_answering(mode, audience, way, language):
    row = survey(mode, audience)
    codes = codes_for(row)
    reader = Reader(language)
    reader.walks(Phone(language=language, way=way), codes[0], is_named=mode == "named")
    half = Phone(language=language, way=way).enter(codes[1]).press("next")
    taken = half.client.post("/say/take-back", {"code": codes[0], "lang": language})
    reader.reads(taken.content.decode())
    close(row, delete_unread=True)
    reader.sees(half.press("next", answer="3"))
    say = local.say_in(language)
    ends = {"before.title", "help.title", "harm.title", "check.title", "thanks.title", "stopped.title", "old.title",
            "ended.title", "start.title", "back.title"}  # fmt: skip
    # A shared tablet goes back to its start instead.
    missed = {one for one in ends - ({"stopped.title"} if way == "tablet" else set()) if say(one) not in reader.seen}
    assert not missed, "not every page was looked at"
    assert reader.found == {}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("mode", ["anonymous", "named"])
def test_every_card_form_and_poster(mode, language):
    row, client = survey(mode), client_for("engagement_worker", name="engagement.worker", **HOME)
    reader = Reader(language)
    for kind in ("cards", "paper"):
        for in_prison in ({}, {"in_prison": "on"}):
            given = {"kind": kind, "size": 2, "area": "", "place": "", "language": language, **in_prison}
            page = client.post(f"/voice/surveys/{row.pk}/codes", given)
            reader.reads(page.content.decode(), leave_out=("only-screen", "card__code", "form__code"))
    page = client.post("/voice/text-message/poster", {"number": "07700 900123", "language": language})
    valid_html(page)
    reader.reads(page.content.decode(), leave_out=("only-screen",))
    assert reader.found == {}


def test_the_poster_tells_what_a_text_agrees_to_and_stop_takes_it_back():
    row, client = survey("named"), client_for("engagement_worker", name="engagement.worker", **HOME)
    say = local.say_in("en")
    poster = client.post("/voice/text-message/poster", {"number": "07700 900 999", "language": "en"}).content.decode()
    for one in ("text.named", "text.agree", "text.stop", "before.licence", "named.act"):
        assert say(one) in poster
    assert "07700 900 999" in poster
    refused = client.post("/voice/text-message/poster", {"number": "ask inside", "language": "en"})
    assert refused.status_code == 422
    assert "Give a phone number" in refused.content.decode()
    message = {"survey": str(row.pk), "number": "07700 900123", "language": "en"}

    def send(words):
        return client.post("/voice/text-message", {**message, "words": words, "key": new_key()})

    send("The group is too early")
    assert NamedAnswer.objects.get().consent_version == named.TEXT_CONSENT
    send(" Stop. ")
    (kept,) = NamedAnswer.objects.all()
    assert (kept.answers, kept.reach, kept.taken_back_by, kept.withdrawn_on) == ({}, "", "", AT.date())
    again = send("STOP")
    assert "No answer with a name was found" in again.content.decode()
    send("Stop sending me to three places")
    assert NamedAnswer.objects.filter(withdrawn_on__isnull=True).count() == 1


AGREED = {
    named.CONSENT: (("named.reads", "named.why", "named.agree", "named.back"), "5ba0e8552ffbe0cb"),
    named.TEXT_CONSENT: (("named.reads", "text.named", "text.agree", "text.stop"), "9d0a67ac397ef3f9"),
}


@pytest.mark.parametrize("consent", sorted(AGREED))
def test_what_somebody_agreed_to_stays_what_its_version_says(consent):
    """Other words are another consent: give them a new version, and its hash here."""
    names, sha256 = AGREED[consent]
    words = "\n".join(local.fixed_texts("en")[name] for name in names)
    assert hashlib.sha256(words.encode()).hexdigest()[:16] == sha256
