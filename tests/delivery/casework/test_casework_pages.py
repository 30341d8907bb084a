"""Pages of casework: valid, complete, and open to those whose they are and nobody else."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.support.browser import valid_html
from tests.support.casework import AT, LETTER, PLANNED, PROTOCOL, case, filled_in, in_delivery, planned
from tests.support.referrals import cast, service_user
from throughcare import clock
from throughcare.delivery.casework import actions, models
from throughcare.delivery.referrals.models import Referral
from throughcare.foundation.organisations.models import Person
from throughcare.foundation.record.models import Event

pytestmark = pytest.mark.django_db
HOSTILE = "'; DROP TABLE casework_plan; -- <script>alert(1)</script> \U0001f642 \u05e9\u05dc\u05d5\u05dd"


@pytest.fixture(autouse=True)
def _at(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DEMO = True
    monkeypatch.setattr(clock, "now", lambda: AT)


def client_of(viewer: Any) -> Client:
    client = Client()
    client.force_login(
        Person.objects.get(pk=viewer.person_id), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


def page(client: Client, name: str, *args: object, status: int = 200) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == status, (name, answer.status_code)
    valid_html(answer)
    return answer.content.decode()


def whole_case() -> Referral:
    """A case in which everything that has a page is there."""
    row = in_delivery(held=6)
    worker = cast().worker
    for value, occasion, days in ((2, "first", -9), (0, "last", 0)):
        filled_in(row, "phq9", value, occasion=occasion, at=AT + timedelta(days=days))
        filled_in(row, "gad7", value, occasion=occasion, at=AT + timedelta(days=days))
    filled_in(row, "core10", 1, q6=None)
    made = actions.start_onward(referral_id=row.pk, route="cmht", addressee="Example CMHT", by=worker, at=AT)
    actions.send_onward(onward_id=made.pk, given=LETTER, by=worker, at=AT)
    actions.chase_onward(onward_id=made.pk, words="Rang them", chase_on=AT.date() + timedelta(days=3), by=worker, at=AT)
    actions.start_onward(referral_id=row.pk, route="gp", addressee="Dr Example", by=worker, at=AT)
    review = actions.ask_supervision(referral_id=row.pk, by=worker, at=AT)
    actions.raise_points(supervision_id=review.pk, words=HOSTILE, by=cast().lead, at=AT)
    return row


def test_every_page_of_a_case_is_valid_and_says_whose_turn_it_is() -> None:
    row = whole_case()
    client = client_of(cast().worker)
    plan, onward = models.Plan.objects.get(), models.OnwardReferral.objects.order_by("id").first()
    prompt = models.RiskPrompt.objects.get()
    first = models.Questionnaire.objects.order_by("id").first()
    text = page(client, "casework", row.pk)
    assert "Risk answer on PHQ-9" in text
    assert "reliably improved" in page(client, "measures", row.pk)
    assert "Waiting for" in page(client, "onward", onward.pk)
    for name, *args in (
        ("ask_measures", row.pk),
        ("questionnaire", first.pk),
        ("void_questionnaire", first.pk),
        ("risk_prompt", prompt.pk),
        ("assessment", models.Assessment.objects.get().pk),
        ("amend_assessment", models.Assessment.objects.get().pk),
        ("plan", plan.pk),
        ("revise_plan", plan.pk),
        ("start_onward", row.pk),
        ("onward_letter", onward.pk),
        ("write_onward", onward.pk + 1),
        ("onward_step", onward.pk, "declined"),
        ("onward_step", onward.pk, "chased"),
        ("open_joint_plan", row.pk),
        ("finish_work", row.pk),
        ("supervision",),
        ("supervision_review", models.Supervision.objects.get().pk),
        ("instruments",),
        ("instrument", "core10"),
        ("instrument", "dudit"),
    ):
        page(client, name, *args)
    assert page(client_of(cast().lead), "load_wording", "core10")
    docx = client.get(reverse("onward_docx", args=[onward.pk]))
    assert docx.content[:2] == b"PK"
    assert "Sample" not in docx["Content-Disposition"]


def test_a_docx_letter_says_what_the_letter_says() -> None:
    from docx import Document

    row = whole_case()
    onward = models.OnwardReferral.objects.filter(referral=row).order_by("id").first()
    answer = client_of(cast().worker).get(reverse("onward_docx", args=[onward.pk]))
    text = "\n\n".join(one.text for one in Document(io.BytesIO(answer.content)).paragraphs)
    assert text == onward.letter


def test_clinical_pages_are_not_there_for_anybody_else_and_no_title_names_a_person() -> None:
    row = whole_case()
    people = cast()
    prompt = models.RiskPrompt.objects.get()
    onward = models.OnwardReferral.objects.order_by("id").first()
    for them in (people.referrer, people.administrator, people.second_worker, people.manager):
        client = client_of(them)
        for name, *args in (
            ("casework", row.pk),
            ("measures", row.pk),
            ("risk_prompt", prompt.pk),
            ("onward", onward.pk),
            ("onward_letter", onward.pk),
            ("assessment", models.Assessment.objects.get().pk),
            ("supervision_review", models.Supervision.objects.get().pk),
        ):
            answer = client.get(reverse(name, args=args))
            assert answer.status_code in (403, 404), (them.name, name)
            assert b"Sample" not in answer.content
    for name, *args in (("casework", row.pk), ("measures", row.pk), ("plan", models.Plan.objects.get().pk)):
        text = page(client_of(people.worker), name, *args)
        assert "Sample" not in re.search(r"<title>(.*?)</title>", text)[1]  # type: ignore[index]


def test_the_referrer_reads_what_was_written_for_them_and_decides_on_the_plan() -> None:
    plan = planned("submitted")
    client = client_of(cast().referrer)
    text = page(client, "casework_shared", plan.referral_id)
    assert "We suggest eight sessions" in text
    assert "Hypervigilance" not in text
    shown = page(client, "plan", plan.pk)
    assert "Approve" in shown
    assert "Clinical approach" not in shown
    answer = client.post(reverse("return_plan", args=[plan.pk]), {"words": HOSTILE})
    assert answer.status_code == 422
    assert "DROP TABLE" in answer.content.decode()
    valid_html(answer)
    assert client.post(reverse("approve_plan", args=[plan.pk]), {"words": ""}).status_code == 302
    assert client.get(reverse("approve_plan", args=[plan.pk])).status_code == 200
    assert client.post(reverse("approve_plan", args=[plan.pk]), {"words": ""}).status_code == 422
    assert page(client_of(cast().worker), "casework_shared", plan.referral_id, status=403)


def test_reading_what_is_clinical_is_recorded() -> None:
    row = whole_case()
    Event.objects.filter(kind__endswith=".read")
    client = client_of(cast().lead)
    for name, *args in (
        ("casework", row.pk),
        ("assessment", models.Assessment.objects.get().pk),
        ("risk_prompt", models.RiskPrompt.objects.get().pk),
        ("plan", models.Plan.objects.get().pk),
    ):
        before = Event.objects.count()
        page(client, name, *args)
        added = Event.objects.order_by("-id")[: Event.objects.count() - before]
        assert {(one.kind.partition(".")[2], one.actor) for one in added} == {("read", cast().lead.person_id)}, name


def autosave(client: Client, address: str, **given: Any) -> Any:
    return client.post(address, given, headers={"Accept": "application/json"})


def test_what_is_typed_is_kept_as_it_is_typed_and_nothing_is_lost_on_refusal() -> None:
    row = case()
    client = client_of(cast().worker)
    started = client.post(reverse("start_assessment", args=[row.pk]))
    address = started["Location"]
    saved = autosave(client, address, presenting=HOSTILE, version=1)
    assert (saved.status_code, saved.json()["saved"], saved.json()["version"]) == (200, True, 2)
    stale = autosave(client, address, presenting="mine", version=1)
    assert (stale.status_code, stale.json()["conflict"]) == (409, True)
    too_long = autosave(client, address, presenting="x" * 50_001, version=2)
    assert too_long.status_code == 422
    assert "over the limit" in str(too_long.json())
    refused = client.post(address, {"presenting": HOSTILE, "formulation": "kept", "version": 2})
    assert refused.status_code == 422
    shown = refused.content.decode()
    assert "DROP TABLE" in shown
    assert "<script>alert" not in shown
    assert ">kept</textarea>" in shown
    valid_html(refused)


def test_forms_answer_bad_input_with_a_sentence_and_never_an_error_of_ours() -> None:
    row = whole_case()
    client = client_of(cast().worker)
    plan = models.Plan.objects.get()
    onward = models.OnwardReferral.objects.order_by("id").first()
    for name, args, given in (
        ("ask_measures", [row.pk], {"instruments": "horoscope", "mode": "telepathy"}),
        ("ask_measures", [row.pk], {"occasion": ""}),
        ("revise_plan", [plan.pk], {"why": ""}),
        ("start_onward", [row.pk], {"route": "nowhere", "addressee": "x" * 10_000}),
        ("onward_step", [onward.pk, "declined"], {"reason": "because"}),
        ("onward_step", [onward.pk, "chased"], {"words": "", "chase_on-day": "31", "chase_on-month": "2"}),
        ("open_joint_plan", [row.pk], {"others": ["999999"]}),
        ("finish_work", [row.pk], {"work": "magic"}),
        ("risk_prompt", [models.RiskPrompt.objects.get().pk], {"told": ["everyone"], "asked": HOSTILE}),
        ("void_questionnaire", [models.Questionnaire.objects.first().pk], {"reason": "x"}),
    ):
        answer = client.post(reverse(name, args=args), given)
        assert answer.status_code == 422, name
        valid_html(answer)
    wrong = client_of(cast().lead).post(
        reverse("load_wording", args=["core10"]), {"file": io.BytesIO(b"\x89PNG"), "terms": "x"}
    )
    assert wrong.status_code == 422
    assert "not text" in wrong.content.decode()


def test_a_questionnaire_is_filled_in_and_leads_to_the_risk_answer() -> None:
    row = case()
    client = client_of(cast().worker)
    asked = client.post(
        reverse("ask_measures", args=[row.pk]),
        {"instruments": ["phq9", "gad7"], "occasion": "first", "mode": "read_out", "lasts": "hour"},
    )
    address = asked["Location"]
    saved = autosave(client, address, item_9="1", version=1)
    assert saved.json()["saved"] is True
    assert models.RiskPrompt.objects.count() == 1
    given = {f"item_{number}": "1" for number in range(1, 10)}
    done = client.post(address, {**given, "version": saved.json()["version"]})
    assert done["Location"] == reverse("risk_prompt", args=[models.RiskPrompt.objects.get().pk])
    worked = client.post(done["Location"], {**PROTOCOL, "version": models.RiskPrompt.objects.get().version})
    assert worked.status_code == 302
    assert "safety plan is in place" in page(client, "risk_prompt", models.RiskPrompt.objects.get().pk)


def test_a_person_answers_with_a_code_without_signing_in_and_nothing_names_them() -> None:
    row = case(person=service_user(given_name="Very", family_name="Findable"))
    worker = client_of(cast().worker)
    made = worker.post(
        reverse("ask_measures", args=[row.pk]),
        {"instruments": ["gad7"], "occasion": "first", "mode": "own_phone", "lasts": "day"},
    )
    shown = worker.get(made["Location"])
    valid_html(shown)
    code = re.search(r"data-code>([^<]+)<", shown.content.decode())[1]  # type: ignore[index]
    assert "Findable" not in re.search(r"<title>(.*?)</title>", shown.content.decode())[1]  # type: ignore[index]
    phone = Client()
    start = phone.get(reverse("answer_with", args=[code.replace("-", "")]))
    valid_html(start)
    answer = phone.post(reverse("answer"), {"code": code})
    for position in range(1, 8):
        question = phone.get(answer["Location"])
        valid_html(question)
        assert "Findable" not in question.content.decode()
        assert "no-store" in question["Cache-Control"]
        assert question["Referrer-Policy"] == "same-origin"
        skips = {"skip": "1"} if position == 3 else {"answer": "2"}
        answer = phone.post(answer["Location"], skips)
    check = phone.get(answer["Location"])
    valid_html(check)
    assert "left out 1 question" in check.content.decode()
    done = phone.post(reverse("answer_finish"))
    valid_html(phone.get(done["Location"]))
    assert phone.get(reverse("answer_question", args=[1])).status_code == 404
    assert phone.post(reverse("answer"), {"code": code}).status_code == 422
    assert "question 3" in page(worker, "measures", row.pk)


def test_handing_the_device_over_signs_the_worker_out_first() -> None:
    row = case()
    client = client_of(cast().worker)
    made = client.post(
        reverse("ask_measures", args=[row.pk]),
        {"instruments": ["gad7"], "occasion": "first", "mode": "handed_over", "lasts": "hour"},
    )
    code_id = models.AnswerCode.objects.get().pk
    over = client.post(reverse("hand_over_device", args=[code_id]))
    assert over["Location"] == reverse("answer_question", args=[1])
    assert client.get(over["Location"]).status_code == 200
    assert client.get(made["Location"])["Location"].startswith("/accounts/login/")
    assert client.get(reverse("casework", args=[row.pk]))["Location"].startswith("/accounts/login/")


def test_pages_of_writing_and_of_other_services_forms() -> None:
    from tests.support.referrals import referral
    from throughcare.delivery.referrals.actions import advance

    plan = planned("draft")
    client = client_of(cast().worker)
    for name, *args in (
        ("write_plan", plan.pk),
        ("add_outcome", plan.pk),
        ("change_outcome", plan.pk, models.PlanOutcome.objects.get().pk),
    ):
        page(client, name, *args)
    sent = client.post(reverse("write_plan", args=[plan.pk]), {**_posted(), "version": plan.version})
    assert sent["Location"] == reverse("plan", args=[plan.pk])
    row = referral("allocated", service="neurodiversity")
    coach = cast("neurodiversity").worker
    for event in ("screening_explained", "consent_given", "appointment_booked"):
        advance(referral_id=row.pk, event=event, by=coach, at=AT)
    client = client_of(coach)
    assert "Screening" in page(client, "casework", row.pk)
    form = client.post(reverse("start_case_form", args=[row.pk, "screening"]))["Location"]
    assert client.post(form, {"notes": ""}).status_code == 422
    done = client.post(form, {"source": "diagnosed", "seen": ["attention"], "notes": HOSTILE})
    made = models.CaseForm.objects.get()
    assert done["Location"] == reverse("case_form", args=[made.pk])
    page(client, "case_form", made.pk)
    page(client, "amend_case_form", made.pk)
    page(client_of(cast("neurodiversity").referrer), "casework_shared", row.pk)


def _posted() -> dict[str, Any]:
    day = PLANNED["agreed_on"]
    return {
        "contacts": "6",
        "their_words": "I want to sleep.",
        "agreed": "in_person",
        "agreed_on-day": str(day.day),  # type: ignore[attr-defined]
        "agreed_on-month": str(day.month),  # type: ignore[attr-defined]
        "agreed_on-year": str(day.year),  # type: ignore[attr-defined]
        "how": ["one_to_one"],
        "how_often": "weekly",
    }
