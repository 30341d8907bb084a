"""Who may do what, who may see what, and break-glass."""

from datetime import timedelta

import pytest

from tests.support.papers import sound_paper
from tests.support.world import AT, client_for, viewer, viewer_with
from throughcare.commissioning.decisions import actions
from throughcare.commissioning.decisions.models import Decision
from throughcare.commissioning.decisions.queries.scope import sees_part_two
from throughcare.errors import Invalid, NotAllowed, NotFound
from throughcare.foundation.access.actions import break_glass, review_break_glass
from throughcare.foundation.access.models import BreakGlass
from throughcare.foundation.access.permissions import Permission
from throughcare.foundation.access.queries import opened_by, openings
from throughcare.foundation.access.roles import ROLES
from throughcare.foundation.access.routes import may_open
from throughcare.foundation.access.scope import check_can_view, visible_to
from throughcare.foundation.access.viewers import PUBLIC, Viewer, check_can
from throughcare.foundation.record.models import Event, Seal

pytestmark = pytest.mark.django_db
REASON = "A court asks for the terms this afternoon."


def test_every_permission_is_held_by_somebody():
    held = frozenset().union(*(role.permissions for role in ROLES.values()))
    assert held == set(Permission)


def test_a_refusal_says_who_can():
    with pytest.raises(NotAllowed) as refused:
        check_can(PUBLIC, Permission.SIGN_DECISION)
    assert "Deputy Mayor" in refused.value.remedy


def test_a_model_without_a_predicate_is_seen_by_nobody():
    assert not visible_to(viewer("auditor"), Event).exists()
    assert not visible_to(viewer("auditor"), Seal).exists()


def test_list_and_page_agree_for_every_role():
    """The list shows a decision exactly where its page opens, whatever the role and the state of the decision."""
    commissioner = viewer()
    rows = [actions.start_paper(paper=sound_paper(reference=f"PCD 800{n}"), by=commissioner, at=AT) for n in range(2)]
    rows.append(actions.import_signed(paper=sound_paper(reference="PCD 8009"), by=commissioner, at=AT))
    actions.publish(decision_id=rows[-1].pk, by=commissioner, at=AT)
    elsewhere = viewer("commissioner", name="elsewhere", at="another", kind="policing_body")
    for one in [PUBLIC, elsewhere, *(viewer_with(role) for role in ROLES)]:
        listed = set(visible_to(one, Decision).values_list("pk", flat=True))
        for row in rows:
            try:
                check_can_view(one, row)
                opens = True
            except NotFound:
                opens = False
            assert opens == (row.pk in listed), (one.roles, row.reference)
    assert set(visible_to(PUBLIC, Decision)) == {rows[-1]}
    assert set(visible_to(elsewhere, Decision)) == {rows[-1]}


def test_what_may_not_be_seen_answers_like_what_is_not_there():
    row = actions.start_paper(paper=sound_paper(), by=viewer(), at=AT)
    other = client_for("commissioner", name="elsewhere", at="another")
    hidden, missing = other.get(f"/papers/{row.pk}"), other.get("/papers/999999")
    assert hidden.status_code == missing.status_code == 404
    bodies = [answer.content.decode().partition("<main")[2].partition("</main>")[0] for answer in (hidden, missing)]
    assert bodies[0] == bodies[1]
    assert "nothing that you may see" in bodies[0]


class TestBreakGlass:
    def test_it_opens_for_an_hour_and_is_reviewed_by_somebody_else(self, settings):
        from throughcare import clock

        row = actions.start_paper(paper=sound_paper(), by=viewer(), at=AT)
        finance, officer = viewer("finance_adviser"), viewer("data_protection_officer")
        now = clock.now()
        assert not sees_part_two(finance, row.pk)
        opening = break_glass(subject_type="part_two", subject_id=str(row.pk), reason=REASON, by=finance, at=now)
        assert sees_part_two(finance, row.pk)
        assert opened_by(finance, "part_two", at=now + timedelta(minutes=61)) == []
        assert [one.reason for one in openings(officer)] == [REASON]
        review_break_glass(break_glass_id=opening.pk, finding="justified", note="", by=officer, at=now)
        with pytest.raises(NotAllowed, match="reviewed already"):
            review_break_glass(break_glass_id=opening.pk, finding="justified", note="", by=officer, at=now)

    def test_a_reason_says_something(self):
        with pytest.raises(Invalid, match="at least 20 characters"):
            break_glass(subject_type="part_two", subject_id="1", reason="because", by=viewer(), at=AT)

    def test_the_same_reason_sent_twice_opens_once_and_another_opens_again(self):
        given = {"subject_type": "part_two", "subject_id": "1", "by": viewer("data_protection_officer")}
        first = break_glass(reason=REASON, at=AT, **given)
        assert break_glass(reason=REASON, at=AT + timedelta(minutes=1), **given) == first
        assert break_glass(reason=f"{REASON} Again.", at=AT + timedelta(minutes=2), **given) != first
        assert break_glass(reason=REASON, at=first.until, **given) != first
        assert BreakGlass.objects.count() == 3

    def test_nobody_reviews_their_own(self):
        officer = viewer("data_protection_officer")
        opening = break_glass(subject_type="part_two", subject_id="1", reason=REASON, by=officer, at=AT)
        with pytest.raises(NotAllowed, match="somebody else reviews"):
            review_break_glass(break_glass_id=opening.pk, finding="justified", note="", by=officer, at=AT)
        assert BreakGlass.objects.get().reviewed_at is None

    def test_the_screen_takes_one_through_and_records_the_reading(self):
        row = actions.start_paper(paper=sound_paper(), by=viewer(), at=AT)
        page = client_for("equality_adviser")
        assert page.get(f"/papers/{row.pk}/part-2").status_code == 302
        refused = page.post(f"/papers/{row.pk}/part-2/break-glass", {"reason": "short"})
        assert refused.status_code == 422
        assert "at least 20 characters" in refused.content.decode()
        opened = page.post(f"/papers/{row.pk}/part-2/break-glass", {"reason": REASON}, follow=True)
        assert opened.status_code == 200
        assert Event.objects.filter(kind="part_two.read").count() == 1


def test_roles_end_with_their_last_day():
    from throughcare.foundation.access.viewers import viewer_of
    from throughcare.foundation.organisations.actions import SYSTEM, end_role
    from throughcare.foundation.organisations.models import Membership, Person

    one = viewer()
    membership = Membership.objects.get(person_id=one.person_id)
    end_role(membership_id=membership.pk, until=AT.date(), by=SYSTEM, at=AT)
    person = Person.objects.get(pk=one.person_id)
    assert viewer_of(person, on=AT.date() - timedelta(days=1)).can(Permission.DRAFT_DECISION)
    after = viewer_of(person, on=AT.date())
    assert after == Viewer(person_id=person.pk, name=person.name)


@pytest.mark.parametrize(
    ("role", "address", "opens"),
    [
        ("administrator", "/staff", True),
        ("auditor", "/staff", False),
        ("auditor", "/staff?page=2", False),
        ("auditor", "/decisions", True),
        ("auditor", "/no-such-page", False),
    ],
)
def test_a_link_is_shown_only_where_its_page_opens(role, address, opens):
    assert may_open(viewer(role), address) is opens


def test_somebody_who_did_not_sign_in_may_open_what_is_public_only():
    assert may_open(PUBLIC, "/decisions")
    assert not may_open(PUBLIC, "/staff")
