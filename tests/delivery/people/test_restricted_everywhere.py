"""A restricted person is absent from every list, count, search, message and export of those who may not see them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.delivery.people.cast import (
    AT,
    NORTH,
    TODAY,
    adopted,
    chair,
    coordinator,
    later,
    nominated,
    police,
    practitioner,
    someone,
)
from tests.support.world import client_for, person, viewer
from throughcare import clock
from throughcare.delivery.people import actions
from throughcare.delivery.people.models import (
    DuplicatePair,
    LedgerEntry,
    Need,
    Nominal,
    Offence,
    Overlay,
    RestrictedAccess,
    RiskScore,
    ServiceUser,
)
from throughcare.delivery.people.queries import candidates, cohort, duplicates, finding, summary
from throughcare.delivery.people.queries.owed import owed
from throughcare.delivery.people.queries.persons import people_named
from throughcare.delivery.people.queries.scope import PREDICATES
from throughcare.errors import Invalid, NotAllowed, NotFound
from throughcare.foundation.access.scope import visible_to
from throughcare.foundation.ports.owed import owed_to_or_by
from throughcare.foundation.ports.timeline import timeline_of
from throughcare.foundation.record.models import Event

pytestmark = pytest.mark.django_db
NAME = "Quill Hidden-Sample"
WHY = "A relative works in this office."
EMERGENCY = "He has said that he will harm himself tonight."


@pytest.fixture
def hidden(monkeypatch):
    """Somebody in the cohort about whom everything is recorded, whose record is then restricted."""
    monkeypatch.setattr(clock, "now", lambda: later(1))
    row = adopted(someone("Quill", "Hidden-Sample", numbers=[("crn", "X111111"), ("pnc", "2001/0171310W")]))
    person_id = row.service_user_id
    actions.record_overlay(nominal_id=row.pk, kind="marac", from_date=TODAY, reason="police", by=police(), at=AT)
    by = {"service_user_id": person_id, "by": practitioner(), "at": AT}
    actions.record_score(instrument="ogrs3", version="3.0", assessed_on=TODAY, tenths_2y=700, **by)
    actions.record_offence(group="burglary", committed_on=TODAY, is_index=True, **by)
    actions.record_needs(found=[actions.Found("coping", "yes")], source="practitioner", assessed_on=TODAY, **by)
    score = RiskScore.objects.get()
    actions.make_challenge(
        score_id=score.pk, made_by="person", made_on=TODAY, words="Not me.", by=practitioner(), at=AT
    )
    someone("Quill", "Hidden-Sampel", by=practitioner())
    actions.ask_transfer(service_user_id=person_id, to_borough="camden", reason="moved_home", by=coordinator(), at=AT)
    second = viewer("iom_coordinator", name="second", at="hackney", kind="borough", area="ce")
    actions.restrict(service_user_id=person_id, reason=WHY, by=second, at=AT)
    return ServiceUser.objects.get(pk=person_id)


STRANGERS = {"coordinator": coordinator, "chair": chair, "police": police, "practitioner": practitioner}
WAYS = {**STRANGERS, "who is asked to take over": lambda: coordinator(NORTH)}


@pytest.mark.parametrize("who", WAYS)
class TestAbsent:
    def test_from_every_table(self, hidden, who):
        by = WAYS[who]()
        assert not visible_to(by, ServiceUser).filter(pk=hidden.pk).exists()
        for model in PREDICATES:
            if model is not DuplicatePair and hasattr(model, "service_user"):
                assert not visible_to(by, model).filter(service_user=hidden).exists(), model.__name__
        assert not visible_to(by, DuplicatePair).exists()

    def test_from_every_search_and_from_what_is_told_of_others(self, hidden, who):
        by = WAYS[who]()
        for text, born in (("Quill Hidden-Sample", date(1990, 5, 17)), ("X111111", None), ("01/171310w", None)):
            told = finding.find(by, text, born=born, on=TODAY)
            assert hidden.pk not in {one.id for one in told.people}
            others = 1 if born and who == "who is asked to take over" else 0  # the open record of the pair, in Hackney
            assert len(told.elsewhere) == others
        assert finding.by_number(by, "crn", "X111111", on=TODAY) is None
        assert people_named(by, [hidden.pk]) == {}
        assert list(timeline_of(by, hidden.pk)) == []

    def test_from_the_cohort_its_counts_of_any_day_and_what_is_owed(self, hidden, who):
        by = WAYS[who]()
        for on in (TODAY, later(1).date()):
            page = cohort.cohort(by, on=on, today=later(1).date())
            assert (page.total, page.rows, page.put_forward, page.late, page.moved) == (0, (), (), 0, 0)
        assert NAME not in str(list(owed(by, later(300))))
        assert NAME not in str(owed_to_or_by(by, later(300)))
        assert summary.summary(by, today=TODAY).total is None


class TestAbsentFromOtherThings:
    def test_from_candidates_and_duplicates(self, hidden):
        Nominal.objects.get()
        assert candidates.candidates(police(), on=TODAY, today=TODAY).found == ()
        assert duplicates.pairs(coordinator()) == []
        assert duplicates.count_proposed(coordinator()) == (0, None)
        assert duplicates.half_pairs(coordinator(), on=TODAY) == []

    def test_a_number_of_theirs_can_be_added_to_another_without_a_word(self, hidden):
        other = someone("Bo", "Sample", numbers=[("crn", "X111111")], by=practitioner())
        assert finding.by_number(practitioner(), "crn", "X111111", on=TODAY).id == other.pk
        pair = DuplicatePair.objects.get(second=other)
        assert pair.evidence[0] == "same_crn"
        second = viewer("iom_coordinator", name="second", at="hackney", kind="borough", area="ce")
        assert pair.pk in {one.id for one in duplicates.pairs(second)}

    def test_every_page_about_them_answers_like_one_that_is_not_there(self, hidden, settings):
        settings.DEMO = True
        coordinator()
        page = client_for("iom_coordinator", name="coordinator.ce", at="hackney", kind="borough", area="ce")
        stay, score = Nominal.objects.get(), RiskScore.objects.get()
        entry = LedgerEntry.objects.exclude(rating="").get()
        overlay, offence = Overlay.objects.get(), Offence.objects.get()
        places = [
            ("/people/{}", hidden.pk),
            ("/people/{}/nominate", hidden.pk),
            ("/people/{}/needs", hidden.pk),
            ("/people/{}/restrict/name", hidden.pk),
            ("/cohort/stay/{}/rate", stay.pk),
            ("/people/score/{}", score.pk),
            ("/people/rating/{}", entry.pk),
            ("/cohort/beside/{}/end", overlay.pk),
            ("/people/offence/{}/withdraw", offence.pk),
            ("/people/duplicates/{}", DuplicatePair.objects.get().pk),
            ("/people/access/{}/end", RestrictedAccess.objects.get().pk),
        ]
        for address, number in places:
            answers = [page.get(address.format(one)) for one in (number, 999_999)]
            assert [one.status_code for one in answers] == [404, 404], address
            bodies = [one.content.decode().partition("<main")[2].partition("</main>")[0] for one in answers]
            assert bodies[0] == bodies[1], address
        for address in ("/", "/cohort", "/cohort/cohort.csv", "/people/duplicates", "/cohort/candidates"):
            assert "Hidden" not in page.get(address).content.decode().replace("govuk-visually-hidden", ""), address

    def test_merging_with_an_open_record_restricts_the_one_that_stands(self, hidden):
        second = viewer("iom_coordinator", name="second", at="hackney", kind="borough", area="ce")
        pair = duplicates.pairs(second)[0]
        other = pair.second.id
        actions.merge_records(pair_id=pair.id, keep=other, by=second, at=AT)
        assert not visible_to(coordinator(), ServiceUser).exists()
        assert visible_to(second, ServiceUser).get().pk == other
        actions.undo_decision(pair_id=pair.id, words="They were two.", by=second, at=AT)
        assert [one.pk for one in visible_to(coordinator(), ServiceUser)] == [other]


class TestThoseNamed:
    def test_they_see_everything_until_their_time_ends(self, hidden):
        second = viewer("iom_coordinator", name="second", at="hackney", kind="borough", area="ce")
        named = person("police_officer", name="police.ce", at="mps", kind="police", area="ce")
        call = {"service_user_id": hidden.pk, "person_id": named.pk, "by": second, "at": AT}
        with pytest.raises(Invalid, match="Say why"):
            actions.name_for_restricted(reason="x", **call)
        actions.name_for_restricted(reason="Manages him.", until=AT + timedelta(hours=30), **call)
        with pytest.raises(Invalid, match="named already"):
            actions.name_for_restricted(reason="Manages him.", **call)
        assert visible_to(police(), ServiceUser).filter(pk=hidden.pk).exists()
        assert visible_to(police(), Need).exists()
        clock.now = lambda: later(3)
        assert not visible_to(police(), ServiceUser).filter(pk=hidden.pk).exists()

    def test_somebody_who_can_name_others_always_remains(self, hidden):
        second = viewer("iom_coordinator", name="second", at="hackney", kind="borough", area="ce")
        own = RestrictedAccess.objects.get()
        with pytest.raises(NotAllowed, match="last person"):
            actions.end_restricted_access(access_id=own.pk, by=second, at=AT)
        other = person("iom_coordinator", name="coordinator.ce", at="hackney", kind="borough", area="ce")
        actions.name_for_restricted(
            service_user_id=hidden.pk, person_id=other.pk, reason="Covers for me.", by=second, at=AT
        )
        actions.end_restricted_access(access_id=own.pk, by=second, at=AT + timedelta(minutes=1))
        with pytest.raises(NotFound):
            actions.lift_restriction(service_user_id=hidden.pk, words="Left the office.", by=second, at=later(1))
        actions.lift_restriction(service_user_id=hidden.pk, words="Left the office.", by=coordinator(), at=later(1))
        assert visible_to(second, ServiceUser).filter(pk=hidden.pk).exists()


class TestBreakGlass:
    def test_a_number_opens_the_record_for_an_hour_and_the_reading_says_so(self, hidden, settings):
        settings.DEMO = True
        police()
        page = client_for("police_officer", name="police.ce", at="mps", kind="police", area="ce")
        answer = page.post("/people/emergency", {"number": "x111111", "reason": EMERGENCY}, follow=True)
        assert NAME in answer.content.decode()
        assert "You opened this restricted record in an emergency" in answer.content.decode()
        assert Event.objects.filter(kind="service_user.read", reason_code="break_glass").count() == 1
        clock.now = lambda: later(1) + timedelta(minutes=61)
        assert page.get(f"/people/{hidden.pk}").status_code == 404

    def test_where_there_is_nothing_to_open_the_try_is_recorded_and_nothing_told(self, hidden, settings):
        settings.DEMO = True
        police()
        page = client_for("police_officer", name="police.ce", at="mps", kind="police", area="ce")
        someone("Bo", "Sample", borough="camden", numbers=[("crn", "X777777")])
        for number in ("X777777", "X999999"):
            answer = page.post("/people/emergency", {"number": number, "reason": EMERGENCY})
            assert "Nothing was opened" in answer.content.decode()
        assert Event.objects.filter(kind="service_user.break_glass_missed").count() == 2

    def test_a_reason_says_something(self, hidden):
        with pytest.raises(Invalid, match="at least 20 characters"):
            actions.open_restricted(number="X111111", reason="because", by=police(), at=AT)


def test_somebody_put_forward_is_absent_too(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: later(1))
    row = nominated()
    assert cohort.cohort(chair(), on=TODAY, today=TODAY).put_forward
    actions.restrict(service_user_id=row.service_user_id, reason=WHY, by=coordinator(), at=AT)
    assert cohort.cohort(chair(), on=TODAY, today=TODAY).put_forward == ()
