"""One record for each person: adding, finding, numbers, other names, death, duplicates merged and undone."""

from __future__ import annotations

from datetime import date

import pytest

from tests.delivery.people.cast import (
    AT,
    EAST,
    NORTH,
    TODAY,
    adopted,
    chair,
    coordinator,
    later,
    police,
    practitioner,
    provider,
    someone,
)
from throughcare.delivery.people import actions
from throughcare.delivery.people.models import (
    DuplicatePair,
    Identifier,
    IdentityChange,
    Merge,
    Nominal,
    ServiceUser,
    Transfer,
)
from throughcare.delivery.people.queries import finding, page
from throughcare.delivery.people.queries.finding import by_number, find
from throughcare.delivery.people.queries.identity import standing_id
from throughcare.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from throughcare.foundation.access.scope import visible_to

pytestmark = pytest.mark.django_db
BORN = date(1990, 5, 17)


def found(viewer, text="", born=None):
    return [one.name for one in find(viewer, text, born=born, on=TODAY).people]


class TestAdding:
    def test_numbers_are_checked_and_written_in_one_form(self):
        one = someone(numbers=[("pnc", "01/171310w"), ("nhs", "943 476 5919"), ("crn", " x765432 ")])
        written = set(Identifier.objects.filter(service_user=one).values_list("kind", "value"))
        assert written == {("pnc", "2001/0171310W"), ("nhs", "9434765919"), ("crn", "X765432")}

    @pytest.mark.parametrize(
        ("given", "field"),
        [
            ({"given": " "}, "given_name"),
            ({"family": "12345"}, "family_name"),
            ({"family": "x" * 101}, "family_name"),
            ({"date_of_birth": date(2026, 6, 2)}, "date_of_birth"),
            ({"date_of_birth": date(1890, 1, 1)}, "date_of_birth"),
            ({"gender": "robot"}, "gender"),
            ({"borough": "atlantis"}, "borough"),
            ({"borough": "croydon"}, "borough"),
            ({"numbers": [("pnc", "2001/0171310X")]}, "pnc"),
            ({"numbers": [("crn", "nonsense")]}, "crn"),
        ],
    )
    def test_what_cannot_be_is_told_beside_its_field(self, given, field):
        with pytest.raises(Invalid) as refused:
            someone(**given, by=practitioner())
        assert field in refused.value.fields
        assert not ServiceUser.objects.exists()

    def test_hostile_and_foreign_names_are_kept(self):
        one = someone("Олена 😀", "Robert'); DROP TABLE--", numbers=[])
        assert one.name == "Олена 😀 Robert'); DROP TABLE--"
        assert found(coordinator(), "олена") == [one.name]

    def test_only_those_who_keep_people_add_them(self):
        with pytest.raises(NotAllowed):
            someone(by=chair())

    def test_sent_twice_it_adds_one(self):
        call = {"given_name": "Ash", "family_name": "Sample", "borough": "hackney", "key": "k", "at": AT}
        one = actions.add_service_user(by=practitioner(), **call)
        assert actions.add_service_user(by=practitioner(), **call).pk == one.pk
        assert ServiceUser.objects.count() == 1


class TestNumbersOfOthers:
    def test_one_that_a_colleague_has_is_refused_with_where_it_is_kept(self):
        someone(numbers=[("crn", "X111111")], borough="camden")
        with pytest.raises(Invalid, match="A record kept in Camden has this CRN already"):
            someone("Bo", "Sample", numbers=[("crn", "X111111")], by=practitioner())

    def test_one_of_somebody_in_sight_says_so(self):
        someone(numbers=[("crn", "X111111")])
        with pytest.raises(Invalid, match="Somebody you can see has this CRN"):
            someone("Bo", "Sample", numbers=[("crn", "X111111")])

    def test_adding_and_taking_off_is_kept_in_the_history(self):
        one = someone()
        row = actions.add_identifier(service_user_id=one.pk, kind="nomis", value="a1234bc", by=police(), at=AT)
        with pytest.raises(Invalid, match="recorded for this person already"):
            actions.add_identifier(service_user_id=one.pk, kind="nomis", value="A1234BC", by=police(), at=AT)
        with pytest.raises(Invalid, match="Say why"):
            actions.remove_identifier(identifier_id=row.pk, words="no", by=police(), at=AT)
        actions.remove_identifier(identifier_id=row.pk, words="It is his brother's.", by=police(), at=AT)
        told = list(IdentityChange.objects.order_by("id").values_list("what", "old", "new"))
        assert told == [("identifier_added", "", "nomis A1234BC"), ("identifier_removed", "nomis A1234BC", "")]
        with pytest.raises(WrongState, match="taken off already"):
            actions.remove_identifier(identifier_id=row.pk, words="It is his brother's.", by=police(), at=AT)


class TestFinding:
    def test_by_name_in_any_spelling_order_or_part(self):
        someone("Mohammed", "O'Sample", numbers=[])
        for text in ("mohammed o'sample", "Muhammad Osample", "OSAMPLE mohamed", "osam", "mohammed"):
            assert found(coordinator(), text) == ["Mohammed O'Sample"], text
        assert found(coordinator(), "kwame tullgate") == []

    def test_by_another_name_and_by_a_changed_one(self):
        one = someone("Ash", "Sample", aliases=[("", "Dusty")], numbers=[])
        assert found(coordinator(), "dusty") == ["Ash Sample"]
        actions.change_service_user(
            service_user_id=one.pk,
            given_name="Ash",
            family_name="Specimen",
            date_of_birth=BORN,
            gender="male",
            by=practitioner(),
            at=AT,
        )
        assert found(coordinator(), "ash specimen") == ["Ash Specimen"]
        assert found(coordinator(), "ash sample") == []
        actions.add_alias(service_user_id=one.pk, given_name="Ash", family_name="Sample", by=practitioner(), at=AT)
        assert found(coordinator(), "ash sample") == ["Ash Specimen"]

    def test_by_any_number_and_by_date_of_birth(self):
        someone(numbers=[("pnc", "2001/0171310W"), ("crn", "X111111")])
        for text in ("01/171310w", "x111111", "2001/0171310W"):
            assert found(coordinator(), text) == ["Ash Sample"]
        assert found(coordinator(), "", BORN) == ["Ash Sample"]
        assert by_number(coordinator(), "crn", "X111111", on=TODAY).name == "Ash Sample"
        assert by_number(coordinator(), "crn", "2001/0171310W", on=TODAY) is None

    def test_a_date_of_birth_puts_the_right_one_first_and_hides_nobody(self):
        someone("Ash", "Sample", date_of_birth=date(1971, 1, 1), numbers=[])
        someone("Ash", "Sample", date_of_birth=BORN, numbers=[], by=practitioner())
        rows = find(coordinator(), "ash sample", born=BORN, on=TODAY).people
        assert [one.born for one in rows] == [BORN, date(1971, 1, 1)]

    def test_a_mistyped_number_is_called_one_and_is_no_name(self):
        assert find(coordinator(), "2001/0171310X", born=None, on=TODAY).is_mistyped_number

    @pytest.mark.parametrize("text", ["%", "_", "a", "' OR 1=1 --", "😀", "x" * 200, "- - -"])
    def test_odd_texts_find_nobody_and_break_nothing(self, text):
        someone()
        assert found(coordinator(), text) == []

    def test_a_colleagues_case_is_told_of_without_being_shown(self):
        someone("Ash", "Sample", borough="camden", numbers=[("crn", "X111111")])
        coordinator(NORTH)
        told = find(practitioner(), "X111111", born=None, on=TODAY)
        assert told.people == ()
        assert (told.elsewhere[0].borough_name, told.elsewhere[0].contacts) == ("Camden", ("Coordinator.Cn, Hackney",))
        by_name = find(practitioner(), "Ash Sample", born=BORN, on=TODAY)
        assert [one.borough_name for one in by_name.elsewhere] == ["Camden"]
        assert find(practitioner(), "Ash Sample", born=None, on=TODAY).elsewhere == ()
        assert find(provider(), "X111111", born=None, on=TODAY) == finding.Found((), (), told.numbers)


class TestTakingOver:
    def test_the_area_that_has_somebody_is_asked_and_agrees(self):
        person = someone("Ash", "Sample", borough="camden", numbers=[("crn", "X111111")])
        call = {"number": "x111111", "to_borough": "hackney", "reason": "moved_home", "at": AT}
        actions.ask_for_person(by=practitioner(), **call)
        transfer = Transfer.objects.get()
        with pytest.raises(NotFound):
            actions.accept_transfer(transfer_id=transfer.pk, by=coordinator(EAST), at=later(1))
        actions.accept_transfer(transfer_id=transfer.pk, by=coordinator(NORTH), at=later(1))
        person.refresh_from_db()
        assert person.borough == "hackney"
        assert visible_to(practitioner(), ServiceUser).filter(pk=person.pk).exists()

    def test_with_a_stay_the_stay_goes_on_there(self):
        row = adopted(someone("Ash", "Sample", borough="camden", numbers=[("crn", "X111111")]))
        call = {"number": "x111111", "to_borough": "hackney", "reason": "moved_home", "at": AT}
        actions.ask_for_person(by=practitioner(), **call)
        actions.accept_transfer(transfer_id=Transfer.objects.get().pk, by=coordinator(NORTH), at=later(1))
        states = Nominal.objects.order_by("id").values_list("state", "borough", "rating")
        assert list(states) == [("transferred_out", "camden", "red"), ("adopted", "hackney", "red")]
        assert Nominal.objects.last().follows_id == row.pk

    def test_nobody_learns_by_asking(self):
        hidden = someone("Ash", "Sample", borough="camden", numbers=[("crn", "X111111")])
        actions.restrict(service_user_id=hidden.pk, reason="A relative works here.", by=coordinator(NORTH), at=AT)
        call = {"to_borough": "hackney", "reason": "moved_home", "by": practitioner(), "at": AT}
        refused = []
        for number in ("X111111", "X999999", "not a number"):
            with pytest.raises(NotFound) as error:
                actions.ask_for_person(number=number, **call)
            refused.append(error.value.says)
        assert len(set(refused)) == 1


class TestDeath:
    def test_it_ends_the_stay_and_refuses_what_comes_later(self):
        row = adopted()
        person = row.service_user_id
        actions.record_death(
            service_user_id=person, died_on=TODAY, words="Told by the coroner.", by=practitioner(), at=later(2)
        )
        row.refresh_from_db()
        assert row.state == "deselected"
        with pytest.raises(WrongState, match="died on 1 June 2026"):
            actions.nominate(service_user_id=person, reason="meets_rule", by=police(), at=later(3))
        with pytest.raises(WrongState, match="died on"):
            actions.record_overlay(
                service_user_id=person,
                kind="custody",
                from_date=later(1).date(),
                reason="police",
                by=police(),
                at=later(3),
            )
        with pytest.raises(WrongState, match="died on"):
            actions.readopt(nominal_id=row.pk, reason="released", by=chair(), at=later(3))

    def test_it_can_be_corrected_by_a_coordinator(self):
        one = someone()
        words = {"words": "Another man of the same name.", "at": AT}
        actions.record_death(service_user_id=one.pk, died_on=TODAY, by=practitioner(), **words)
        with pytest.raises(NotAllowed):
            actions.correct_death(service_user_id=one.pk, died_on=None, by=practitioner(), **words)
        actions.correct_death(service_user_id=one.pk, died_on=None, by=coordinator(), **words)
        actions.nominate(service_user_id=one.pk, reason="meets_rule", by=police(), at=later(1))

    @pytest.mark.parametrize(("died_on", "says"), [(date(2026, 6, 2), "after today"), (date(1980, 1, 1), "before")])
    def test_days_that_cannot_be(self, died_on, says):
        with pytest.raises(Invalid, match=says):
            actions.record_death(
                service_user_id=someone().pk, died_on=died_on, words="Told by police.", by=practitioner(), at=AT
            )


class TestDuplicates:
    def pair(self):
        one = someone("Mohammed", "Sample", numbers=[("crn", "X111111")])
        two = someone("Muhammad", "Sampel", numbers=[("crn", "X222222")], by=practitioner())
        return one, two, DuplicatePair.objects.get()

    def test_they_are_proposed_once_and_decided_by_a_person(self):
        _, two, pair = self.pair()
        assert (pair.state, "born_same_day" in pair.evidence, "other_crn" in pair.evidence) == ("proposed", True, True)
        actions.add_alias(service_user_id=two.pk, given_name="", family_name="Mo", by=practitioner(), at=AT)
        assert DuplicatePair.objects.count() == 1
        actions.keep_apart(pair_id=pair.pk, words="Cousins: seen together.", by=coordinator(), at=AT)
        actions.add_alias(service_user_id=two.pk, given_name="", family_name="Moe", by=practitioner(), at=AT)
        pair.refresh_from_db()
        assert pair.state == "kept_apart"

    def test_merged_one_stands_for_both_and_everything_is_found_through_it(self):
        one, two, pair = self.pair()
        stay = adopted(two)
        actions.record_offence(service_user_id=two.pk, group="robbery", committed_on=TODAY, by=police(), at=AT)
        actions.merge_records(pair_id=pair.pk, keep=one.pk, by=coordinator(), at=later(1))
        for text in ("X222222", "muhammad sampel", "X111111"):
            assert found(coordinator(), text) == ["Mohammed Sample"]
        shown = page.page(coordinator(), one.pk, on=later(1).date(), at=later(1))
        assert shown.stay.id == stay.pk
        assert [offence.label for offence in shown.offences] == ["Robbery"]
        assert shown.merged == 1
        assert standing_id(coordinator(), two.pk) == one.pk
        assert not visible_to(coordinator(), ServiceUser).filter(pk=two.pk).exists()
        actions.rate(nominal_id=stay.pk, rating="green", reason="progress", by=chair(), at=later(2))
        with pytest.raises(WrongState, match="already in the cohort"):
            actions.identify(service_user_id=one.pk, reason="meets_rule", by=police(), at=later(2))

    def test_undone_each_stands_for_itself_again(self):
        one, two, pair = self.pair()
        actions.merge_records(pair_id=pair.pk, keep=two.pk, by=coordinator(), at=AT)
        with pytest.raises(Invalid, match="how you know"):
            actions.undo_decision(pair_id=pair.pk, words="", by=coordinator(), at=AT)
        actions.undo_decision(pair_id=pair.pk, words="They were seen together.", by=coordinator(), at=AT)
        one.refresh_from_db()
        assert one.merged_into_id is None
        assert sorted(found(coordinator(), "sample")) == ["Mohammed Sample", "Muhammad Sampel"]
        actions.merge_records(pair_id=pair.pk, keep=one.pk, by=coordinator(), at=AT)
        assert Merge.objects.count() == 2

    def test_a_chain_of_merges_is_undone_from_its_end(self):
        one, two, pair = self.pair()
        actions.merge_records(pair_id=pair.pk, keep=one.pk, by=coordinator(), at=AT)
        third = someone("Mohammed", "Sample", numbers=[("crn", "X333333")], by=practitioner())
        second = DuplicatePair.objects.get(second=third)
        assert second.first_id == one.pk
        actions.merge_records(pair_id=second.pk, keep=third.pk, by=coordinator(), at=AT)
        two.refresh_from_db()
        assert two.merged_into_id == third.pk
        with pytest.raises(WrongState, match="merged later"):
            actions.undo_decision(pair_id=pair.pk, words="They were two.", by=coordinator(), at=AT)
        actions.undo_decision(pair_id=second.pk, words="They were two.", by=coordinator(), at=AT)
        two.refresh_from_db()
        assert two.merged_into_id == one.pk

    def test_two_stays_or_two_days_of_death_are_settled_first(self):
        one, two, pair = self.pair()
        adopted(one)
        adopted(two)
        with pytest.raises(WrongState, match="Both records are in the cohort"):
            actions.merge_records(pair_id=pair.pk, keep=one.pk, by=coordinator(), at=AT)

    def test_a_death_is_carried_and_given_back(self):
        one, two, pair = self.pair()
        actions.record_death(service_user_id=two.pk, died_on=TODAY, words="Told by police.", by=practitioner(), at=AT)
        assert actions.merge_records(pair_id=pair.pk, keep=one.pk, by=coordinator(), at=AT).died_on == TODAY
        actions.undo_decision(pair_id=pair.pk, words="They were two.", by=coordinator(), at=AT)
        one.refresh_from_db()
        assert one.died_on is None

    def test_two_at_the_same_pair_the_second_is_told(self):
        one, _, pair = self.pair()
        call = {"pair_id": pair.pk, "version": pair.version, "at": AT}
        actions.keep_apart(words="Cousins: seen together.", by=coordinator(), **call)
        with pytest.raises(Conflict):
            actions.merge_records(keep=one.pk, by=coordinator(), **call)

    def test_only_those_who_see_both_decide(self):
        one = someone("Ash", "Sample")
        someone("Ash", "Sample", borough="camden")
        pair = DuplicatePair.objects.get()
        with pytest.raises(NotFound):
            actions.merge_records(pair_id=pair.pk, keep=one.pk, by=coordinator(), at=AT)
        with pytest.raises(NotAllowed):
            actions.merge_records(pair_id=pair.pk, keep=one.pk, by=practitioner(), at=AT)
