"""The life of a decision through its actions: who may, what is refused, what stays."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from tests.support.decisions import AT, advised, at_decision_maker, draft, in_effect, now, signed
from tests.support.papers import sound_paper
from tests.support.world import client_for, organisation, viewer
from throughcare.commissioning.decisions import actions
from throughcare.commissioning.decisions.actions.common import paper_of
from throughcare.commissioning.decisions.models import (
    AcceptedFinding,
    AdviceOnPaper,
    Decision,
    Delegation,
    DelegationUse,
    PaperVersion,
)
from throughcare.commissioning.decisions.queries import papers
from throughcare.commissioning.decisions.queries.findings import report_on
from throughcare.commissioning.decisions.rules.paper import Paper, Recommendation
from throughcare.commissioning.decisions.rules.workflow import ADVICE_KINDS
from throughcare.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from throughcare.foundation.record.events import folded_state, history

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _partner():
    organisation("secretary_of_state_for_justice", "probation")


class TestTheWayToSignature:
    def test_a_sound_paper_is_signed_and_its_state_is_the_fold_of_its_events(self):
        row = signed(draft())
        assert (row.effect, row.signed_on) == ("signed", AT.date())
        assert folded_state(history(("decision", row.pk))) == "signed"
        paper = paper_of(row)
        assert (paper.interests, paper.signed, paper.chief_executive_signed) == ("None", AT.date(), AT.date())
        assert {one.id for one in paper.declarations} >= {"financial", "legal", "gdpr", "chief_executive"}
        assert [one.kept_because for one in row.versions.all()] == ["advice asked", "signed"]

    def test_an_unfinished_paper_is_not_sent_to_advisers(self):
        row = actions.start_paper(paper=Paper(title="Only a title"), by=viewer(), at=AT)
        with pytest.raises(Invalid, match="still needs a reference"):
            actions.ask_advice(decision_id=row.pk, version=now(row), by=viewer(), at=AT)

    def test_advice_is_given_by_its_own_adviser_only(self):
        row = draft()
        actions.ask_advice(decision_id=row.pk, version=now(row), by=viewer(), at=AT)
        with pytest.raises(NotAllowed):
            actions.give_advice(decision_id=row.pk, kind="legal", words="x", by=viewer("finance_adviser"), at=AT)

    def test_an_open_kind_of_advice_holds_the_paper_back(self):
        row = draft()
        actions.ask_advice(decision_id=row.pk, version=now(row), by=viewer(), at=AT)
        with pytest.raises(WrongState, match="Still open"):
            actions.complete_advice(decision_id=row.pk, by=viewer(), at=AT)

    def test_advice_not_needed_has_a_reason_and_the_board_can_be_passed_with_one(self):
        row = draft()
        actions.ask_advice(decision_id=row.pk, version=now(row), by=viewer(), at=AT)
        with pytest.raises(Invalid):
            actions.not_needed(decision_id=row.pk, kind="commercial", reason=" ", by=viewer(), at=AT)
        for kind in ADVICE_KINDS:
            actions.not_needed(decision_id=row.pk, kind=kind, reason="Nothing is bought.", by=viewer(), at=AT)
        actions.complete_advice(decision_id=row.pk, board_not_needed="Below its remit.", by=viewer(), at=AT)
        row.refresh_from_db()
        assert row.effect == "chief_executive"

    def test_advice_on_an_earlier_text_is_asked_again(self):
        row = advised(draft())
        actions.return_to_draft(decision_id=row.pk, version=now(row), reason="Mend it.", by=viewer(), at=AT)
        actions.save_paper(
            decision_id=row.pk, paper=replace(paper_of(row), title="Other"), version=now(row), by=viewer(), at=AT
        )
        actions.ask_advice(decision_id=row.pk, version=now(row), by=viewer(), at=AT)
        assert set(AdviceOnPaper.objects.values_list("state", flat=True)) == {"asked"}

    def test_advice_on_the_same_text_stands(self):
        row = advised(draft())
        actions.return_to_draft(decision_id=row.pk, version=now(row), reason="By mistake.", by=viewer(), at=AT)
        actions.ask_advice(decision_id=row.pk, version=now(row), by=viewer(), at=AT)
        assert set(AdviceOnPaper.objects.values_list("state", flat=True)) == {"given"}

    def test_nobody_approves_a_paper_they_changed(self):
        both = viewer("board_member", name="both")
        both = viewer("commissioner", name="both")
        row = actions.start_paper(paper=replace(sound_paper(), signed=None), by=both, at=AT)
        advised(row)
        actions.complete_advice(decision_id=row.pk, by=viewer(), at=AT)
        with pytest.raises(NotAllowed, match="cannot approve"):
            actions.support_at_board(decision_id=row.pk, version=now(row), by=both, at=AT)

    def refused_on_the_form(self, row, settings):
        """The refusal stands on the form itself, with what was typed kept."""
        settings.DEMO = True  # no second factor here
        given = {"version": row.version, "interests": "A cousin works there", "confirm": "on"}
        answer = client_for("decision_maker").post(f"/papers/{row.pk}/do/sign", given)
        assert answer.status_code == 422
        assert "so the paper cannot be signed" in answer.content.decode()
        assert "A cousin works there" in answer.content.decode()

    def test_an_open_error_stops_the_signature_until_a_named_officer_accepts_it(self, settings):
        row = at_decision_maker(draft(declarations=(), background=None))
        broken = paper_of(row)
        assert broken.table is not None
        faults = [one for one in report_on(broken, on=AT.date()).findings if one.severity == "error"]
        row2 = draft(reference="PCD 9055", table=_unbalanced(broken.table))
        at_decision_maker(row2)
        errors = [one for one in report_on(paper_of(row2), on=AT.date()).findings if one.severity == "error"]
        assert errors
        with pytest.raises(NotAllowed, match="open, so the paper cannot be signed"):
            actions.sign(decision_id=row2.pk, version=now(row2), interests="None", by=viewer("decision_maker"), at=AT)
        self.refused_on_the_form(row2, settings)
        for one in errors:
            actions.accept_finding(
                decision_id=row2.pk, key=one.key, reason="Agreed with the partner.", by=viewer("chief_executive"), at=AT
            )
        actions.sign(decision_id=row2.pk, version=now(row2), interests="None", by=viewer("decision_maker"), at=AT)
        assert AcceptedFinding.objects.count() == len(errors)
        assert not faults

    def test_a_finding_that_does_not_stand_cannot_be_accepted(self):
        with pytest.raises(NotFound, match="no longer stands"):
            actions.accept_finding(
                decision_id=draft().pk, key="nothing", reason="For a long reason.", by=viewer(name="other"), at=AT
            )

    def test_nobody_accepts_what_is_found_in_a_paper_they_wrote_or_changed(self):
        row = draft(table=_unbalanced(sound_paper().table))
        page = papers.page(viewer(), row.pk, on=AT.date())
        (error, *_) = [one for one in page.findings if one.severity == "error"]
        given = {"decision_id": row.pk, "key": error.key, "reason": "Agreed with the partner.", "at": AT}
        with pytest.raises(NotAllowed, match="wrote or changed this paper, so you cannot accept"):
            actions.accept_finding(by=viewer(), **given)
        assert page.why_not_accept
        shown = client_for().get(f"/papers/{row.pk}").content.decode()
        assert "ask the Chief Executive or another commissioner" in shown
        assert f"/findings/{error.key}" not in shown
        answer = client_for().post(f"/papers/{row.pk}/findings/{error.key}", {"reason": given["reason"]})
        assert (answer.status_code, "cannot accept" in answer.content.decode()) == (422, True)
        actions.accept_finding(by=viewer(name="other"), **given)


def _unbalanced(table):
    """The table with money added to the first funding line and its totals, so that years no longer balance."""
    blocks = []
    for block in table.blocks:
        if block.kind == "funding" and block.total is not None:
            more = table.precision_pence * 1000
            first, *rest = block.rows
            first = replace(first, cells=(first.cells[0] + more, *first.cells[1:]), total=first.total + more)
            total = block.total
            total = replace(total, cells=(total.cells[0] + more, *total.cells[1:]), total=total.total + more)
            block = replace(block, rows=(first, *rest), total=total)
        blocks.append(block)
    return replace(table, blocks=tuple(blocks))


class TestSignedPapers:
    def test_a_signed_paper_cannot_be_saved(self):
        row = signed(draft())
        with pytest.raises(WrongState, match="no longer a draft"):
            actions.save_paper(decision_id=row.pk, paper=Paper(), version=row.version, by=viewer(), at=AT)

    @pytest.mark.parametrize(
        "sql",
        [
            "UPDATE decisions_decision SET content = '{}'",
            "UPDATE decisions_decision SET title = 'Other'",
            "UPDATE decisions_decision SET effect = 'draft'",
            "UPDATE decisions_decision SET signed_on = '2020-01-01'",
            "DELETE FROM decisions_decision",
            "DELETE FROM decisions_paperversion",
            "UPDATE decisions_approval SET words = 'x'",
            "UPDATE decisions_decision SET summary = 'Other'",
            "UPDATE decisions_decision SET programme = 'other'",
            "UPDATE decisions_decision SET decision_maker = 'Other'",
            "UPDATE decisions_decision SET slug = 'other'",
            "UPDATE decisions_decision SET amends_id = (SELECT MIN(id) FROM decisions_decision WHERE effect = 'draft') "
            "WHERE effect = 'signed'",
            "UPDATE decisions_decision SET amendment_says = 'Other' WHERE effect = 'signed'",
            "UPDATE decisions_parttwo SET words = 'Other'",
            "UPDATE decisions_parttwo SET decision_id = (SELECT id FROM decisions_decision WHERE effect = 'draft')",
            "DELETE FROM decisions_parttwo",
            "INSERT INTO decisions_parttwo (decision_id, exemption, rationale, words, version) "
            "SELECT id, 's43', 'Prices.', 'More.', 1 FROM decisions_decision WHERE reference = 'PCD 9057'",
        ],
    )
    def test_the_database_refuses_to_change_it(self, sql):
        row = draft()
        given = {"exemption": "s43", "rationale": "Prices.", "words": "Secret.", "by": viewer(), "at": AT}
        actions.save_part_two(decision_id=row.pk, version=0, **given)
        signed(row)
        draft(reference="PCD 9056")
        if sql.startswith("INSERT"):
            signed(draft(reference="PCD 9057", programme=""))
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)

    def test_an_amendment_is_a_new_draft_that_names_what_it_changes(self):
        row = in_effect(draft())
        with pytest.raises(Invalid):
            actions.start_amendment(decision_id=row.pk, reference="PCD 9100", changes="x", by=viewer(), at=AT)
        amendment = actions.start_amendment(
            decision_id=row.pk, reference="PCD 9100", changes="The second year costs less.", by=viewer(), at=AT
        )
        assert paper_of(amendment).signed is None
        in_effect(amendment)
        row.refresh_from_db()
        assert (row.effect, amendment.amends_id) == ("amended", row.pk)

    def test_two_people_at_once_one_is_told(self):
        row = draft()
        version = row.version
        actions.save_paper(decision_id=row.pk, paper=paper_of(row), version=version, by=viewer(), at=AT)
        with pytest.raises(Conflict):
            actions.save_paper(decision_id=row.pk, paper=paper_of(row), version=version, by=viewer(name="other"), at=AT)

    def test_a_double_click_starts_one_draft(self):
        first = actions.start_paper(paper=Paper(), key="k" * 20, by=viewer(), at=AT)
        assert actions.start_paper(paper=Paper(), key="k" * 20, by=viewer(), at=AT) == first
        assert Decision.objects.count() == 1

    def test_a_form_to_start_sent_again_later_gives_the_same_draft_and_to_nobody_else(self):
        first = actions.start_paper(paper=Paper(), key="k" * 20, by=viewer(), at=AT)
        named = Paper(reference="PCD 9001")
        actions.save_paper(decision_id=first.pk, paper=named, version=now(first), by=viewer(), at=AT)
        assert actions.start_paper(paper=Paper(), key="k" * 20, by=viewer(), at=AT) == first
        with pytest.raises(Conflict):
            actions.start_paper(paper=Paper(), key="k" * 20, by=viewer(name="other"), at=AT)
        assert Decision.objects.count() == 1

    def test_a_reference_is_taken_once(self):
        draft()
        with pytest.raises(Invalid, match="already has this"):
            draft()


class TestPublication:
    def test_published_deferred_and_part_2(self):
        row = signed(draft())
        by = viewer()
        actions.defer(decision_id=row.pk, reason="A tender is open.", until=date(2023, 9, 1), by=by, at=AT)
        with pytest.raises(WrongState, match="deferred until 1 September 2023"):
            actions.publish(decision_id=row.pk, by=by, at=AT)
        actions.publish(decision_id=row.pk, by=by, at=AT + timedelta(days=100))
        row.refresh_from_db()
        assert (row.publication, row.published_on) == ("published", date(2023, 9, 22))
        assert folded_state(history(("publication", row.pk))) == "published"
        with pytest.raises(WrongState):
            actions.keep_in_part_2(decision_id=row.pk, exemption="s43", rationale="x", by=by, at=AT)

    def test_a_draft_is_never_published(self):
        with pytest.raises(WrongState, match="Only a signed decision"):
            actions.publish(decision_id=draft().pk, by=viewer(), at=AT)


class TestDelegations:
    def granted(self, text="The Chief Executive is granted delegated authority to award the contract", holder=""):
        paper = sound_paper()
        rest = tuple(one for one in paper.recommendations if one.verb != "delegate")
        one = Recommendation(
            len(rest) + 1,
            "delegate",
            text,
            100_000_00,
            1,
            True,
            "until 31 March 2027",
            "",
            "Scheme 5.12",
            holder,
        )
        row = actions.import_signed(
            paper=replace(paper, recommendations=(*rest, one), signed=date(2023, 5, 1)), by=viewer(), at=AT
        )
        actions.bring_into_effect(decision_id=row.pk, by=viewer(), at=AT)
        return Delegation.objects.get(decision=row)

    def use(self, delegation, pence, key):
        return actions.use_delegation(
            delegation_id=delegation.pk,
            pence=pence,
            purpose="Award",
            key=key,
            by=viewer("chief_executive"),
            at=AT,
        )

    def test_uses_count_against_the_cap_and_a_double_click_counts_once(self):
        granted = self.granted()
        assert (granted.cap_pence, granted.until) == (100_000_00, date(2027, 4, 1))
        assert self.use(granted, 60_000_00, "a") == self.use(granted, 60_000_00, "a")
        with pytest.raises(NotAllowed, match="left £40,000"):
            self.use(granted, 50_000_00, "b")
        self.use(granted, 40_000_00, "c")
        with pytest.raises(NotAllowed):
            self.use(granted, 1, "d")
        granted.refresh_from_db()
        assert granted.used_pence == sum(DelegationUse.objects.values_list("pence", flat=True)) == 100_000_00

    def test_a_use_sent_again_with_a_correction_is_told_so(self):
        granted = self.granted()
        call = {"delegation_id": granted.pk, "pence": 100, "purpose": "Award", "key": "a"}
        call |= {"by": viewer("chief_executive"), "at": AT}
        first = actions.use_delegation(**call)
        assert actions.use_delegation(**call) == first
        for instead in ({"pence": 200}, {"purpose": "Award of the second contract"}):
            with pytest.raises(Conflict, match="already sent with other content"):
                actions.use_delegation(**call | instead)
        assert DelegationUse.objects.count() == 1

    def test_revoked_it_is_refused_and_only_its_holder_uses_it(self):
        granted = self.granted()
        with pytest.raises(NotAllowed):
            actions.use_delegation(
                delegation_id=granted.pk, pence=1, purpose="x", key="z", by=viewer("finance_adviser"), at=AT
            )
        actions.revoke_delegation(delegation_id=granted.pk, by=viewer("decision_maker"), at=AT)
        with pytest.raises(NotAllowed, match="revoked"):
            self.use(granted, 1, "e")

    @pytest.mark.parametrize(
        ("text", "holder", "held"),
        [
            ("Delegate to the Director of Strategy the award, from June to March 2027", "", "Director of Strategy"),
            ("Delegate the award of the contract", "Chief Finance Officer", "Chief Finance Officer"),
        ],
    )
    def test_nobody_but_its_holder_acts_on_it(self, text, holder, held):
        granted = self.granted(text, holder)
        assert granted.holder == held
        with pytest.raises(NotAllowed, match=f"delegated to the {held}, so you cannot act on it"):
            self.use(granted, 1, "h")
        assert DelegationUse.objects.count() == 0

    def test_where_nobody_is_named_the_chief_executive_acts_and_the_page_says_so(self, settings):
        settings.DEMO = True  # no second factor here
        granted = self.granted("Delegate the award of the contract, from June to March 2027")
        assert granted.holder == ""
        self.use(granted, 1, "n")
        for address in (f"/papers/{granted.decision_id}", f"/delegations/{granted.pk}/use"):
            assert "Nobody is named" in client_for("chief_executive").get(address).content.decode()

    def test_one_without_a_limit_or_an_end_says_so_and_is_revoked_from_the_paper(self, settings):
        settings.DEMO = True  # no second factor here
        rest = tuple(one for one in sound_paper().recommendations if one.verb != "delegate")
        one = Recommendation(len(rest) + 1, "delegate", "Delegate the award to the Chief Executive Officer")
        row = actions.import_signed(paper=sound_paper(recommendations=(*rest, one)), by=viewer(), at=AT)
        actions.bring_into_effect(decision_id=row.pk, by=viewer(), at=AT)
        granted = Delegation.objects.get(decision=row)
        assert granted.holder == "Chief Executive Officer"
        self.use(granted, 1, "o")
        for address in (f"/papers/{row.pk}", f"/delegations/{granted.pk}/use"):
            page = client_for("chief_executive").get(address).content.decode()
            assert "No limit is stated, so no sum stops its use" in page
            assert "No end is stated: it lasts until it is revoked" in page
        revoke = f"/delegations/{granted.pk}/revoke"
        assert revoke not in client_for("chief_executive").get(f"/papers/{row.pk}").content.decode()
        maker = client_for("decision_maker")
        assert revoke in maker.get(f"/papers/{row.pk}").content.decode()
        assert maker.post(revoke).status_code == 302
        assert revoke not in maker.get(f"/papers/{row.pk}").content.decode()


class TestSharing:
    def test_a_draft_is_shared_from_its_page(self):
        row = draft()
        partner = organisation("london_probation", "probation")
        client, address = client_for(), f"/papers/{row.pk}/share"
        assert address in client.get(f"/papers/{row.pk}").content.decode()
        assert address not in client_for("finance_adviser").get(f"/papers/{row.pk}").content.decode()
        assert "London Probation" in client.get(address).content.decode()
        assert client.post(address, {"organisation": "9999999"}).status_code == 422
        assert client.post(address, {"organisation": ""}).status_code == 422
        assert client.post(address, {"organisation": partner.pk}).status_code == 302
        assert "Shared with London Probation." in client.get(f"/papers/{row.pk}").content.decode()
        assert "London Probation" not in client.get(address).content.decode().partition("<select")[2]
        reader = client_for("co_commissioner", at="london_probation", kind="probation")
        assert reader.get(f"/papers/{row.pk}").status_code == 200

    def test_a_partner_sees_a_shared_draft_and_no_other(self):
        shared, own = draft(), draft(reference="PCD 9010")
        partner = viewer("co_commissioner", at="london_probation", kind="probation")
        actions.share(decision_id=shared.pk, organisation_id=organisation("london_probation").pk, by=viewer(), at=AT)
        assert [row.id for row in papers.listed(partner).rows] == [shared.pk]
        with pytest.raises(NotFound):
            papers.page(partner, own.pk, on=AT.date())

    def test_importing_keeps_the_findings_on_record(self):
        from tests.support.papers import faulty_paper

        row = actions.import_signed(paper=faulty_paper(), by=viewer(), at=AT)
        kept = PaperVersion.objects.get(decision=row)
        assert {one["rule"] for one in kept.report["findings"]} >= {"YEAR", "BRIDGE", "LAW", "DATE"}
        with pytest.raises(Invalid, match="is here already"):
            actions.import_signed(paper=faulty_paper(), by=viewer(), at=AT)
