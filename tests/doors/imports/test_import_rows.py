"""`throughcare import`: every row is told, all or nothing unless --partial, and no table of any content fails."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.papers import sound_paper
from tests.support.world import organisation, person
from throughcare.commissioning.decisions.models import Decision
from throughcare.commissioning.decisions.rules import writing
from throughcare.commissioning.funding.actions.programmes import open_programme
from throughcare.commissioning.funding.models import Contribution, Leg, Transaction
from throughcare.delivery.people.models import ServiceUser
from throughcare.foundation.access.viewers import viewer_of
from throughcare.foundation.organisations.models import Membership, Organisation, Person
from throughcare.foundation.ports.importing import kinds
from throughcare.foundation.record.models import Event

pytestmark = pytest.mark.django_db
ORGANISATIONS = "code,name,kind,legal_entity\n"
CAMDEN = "camden,London Borough of Camden,borough,The Mayor and Burgesses of Camden\n"
JOURNAL = "key,programme,day,words,document,basis,account,year,funder,service,amount\n"


@pytest.fixture
def run(tmp_path: Path, capsys: Any) -> Any:
    """Runs an import of a text: the exit code and what was printed."""

    def importing(kind: str, text: str | bytes, *options: str, name: str = "rows.csv") -> tuple[int, str]:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        try:
            call_command("import_rows", kind, str(path), *options)
        except SystemExit as stop:
            return int(stop.code or 0), capsys.readouterr().out
        return 0, capsys.readouterr().out

    return importing


@pytest.fixture
def programme() -> Any:
    """A programme led by one organisation, with a partner to pay into it."""
    from tests.support.world import AT, viewer

    organisation("london_probation", "probation")
    finance = viewer("finance_adviser")
    return open_programme(
        code="iom",
        name="IOM",
        lead="mopac",
        envelope_pence=1,
        from_year="2022/23",
        to_year="2024/25",
        by=finance,
        at=AT,
    )


def test_the_list_shows_every_kind_with_its_columns(capsys: Any) -> None:
    call_command("import_rows", "--list")
    printed = capsys.readouterr().out
    assert {kind.name for kind in kinds()} >= {
        *("contributions", "decisions", "journals", "organisations", "people", "service-users"),
    }
    for kind in kinds():
        assert kind.name in printed
        assert all(f"{column.name} (" in printed for column in kind.columns)
    call_command("import_rows", "--list", "--format", "json")
    assert [one["kind"] for one in json.loads(capsys.readouterr().out)] == [kind.name for kind in kinds()]


def test_one_bad_row_keeps_every_row_out_and_is_named_by_its_line(run: Any) -> None:
    code, printed = run("organisations", f'{ORGANISATIONS}{CAMDEN}\nx,"two\nlines",castle,X\n')
    assert code == 1
    assert "line 4: refused: kind: Write one of these: policing_body" in printed
    assert "2 rows read: 1 added, 0 unchanged, 1 refused. Nothing was written" in printed
    assert not Organisation.objects.filter(code="camden").exists()


def test_partial_takes_the_sound_rows_and_a_second_time_changes_nothing(run: Any) -> None:
    text = f"{ORGANISATIONS}{CAMDEN}x,X,castle,X\n"
    code, printed = run("organisations", text, "--partial")
    assert code == 1
    assert "The sound rows were written" in printed
    assert Organisation.objects.get(code="camden").legal_entity == "The Mayor and Burgesses of Camden"
    events = Event.objects.count()
    code, printed = run("organisations", ORGANISATIONS + CAMDEN)
    assert (code, Event.objects.count()) == (0, events)
    assert "0 added, 1 unchanged, 0 refused." in printed


def test_a_dry_run_does_everything_and_keeps_nothing(run: Any) -> None:
    events = Event.objects.count()
    code, printed = run("organisations", ORGANISATIONS + CAMDEN, "--dry-run")
    assert code == 0
    assert "This was a dry run, so nothing was written." in printed
    assert (Organisation.objects.filter(code="camden").count(), Event.objects.count()) == (0, events)


def test_a_report_as_data_has_every_row(run: Any) -> None:
    code, printed = run("organisations", f"{ORGANISATIONS}{CAMDEN}{CAMDEN}", "--format", "json")
    report = json.loads(printed)
    assert code == 0
    assert report["written"] is True
    assert [(row["line"], row["result"]) for row in report["rows"]] == [(2, "added"), (3, "unchanged")]


def test_people_come_with_their_role_once(run: Any) -> None:
    organisation()
    text = "email,name,organisation,role,from\nada@example.test,Ada Okafor,mopac,finance_adviser,01/04/2026\n"
    assert run("people", text)[0] == 0
    assert run("people", text)[0] == 0
    made = Person.objects.get(email="ada@example.test")
    assert [one.role for one in Membership.objects.filter(person=made)] == ["finance_adviser"]
    code, printed = run("people", text.replace("finance_adviser", "borough_lead_of_all"))
    assert code == 1
    assert "line 2: refused:" in printed


def test_the_legs_of_a_journal_are_posted_together_once(run: Any, programme: Any) -> None:
    legs = "J1,iom,2023-06-30,June,INV-1,cash,expenditure,2023/24,mopac,care,{}\n"
    cash = 'J1,iom,2023-06-30,June,INV-1,cash,cash,2023/24,mopac,,"(1,250.00)"\n'
    code, printed = run("journals", JOURNAL + legs.format("1249") + cash)
    assert code == 1
    assert "must come to nothing" in printed
    assert not Transaction.objects.exists()
    assert run("journals", JOURNAL + legs.format('"1,250"') + cash)[0] == 0
    assert run("journals", JOURNAL + legs.format('"1,250"') + cash)[0] == 0
    assert sorted(Leg.objects.values_list("pence", flat=True)) == [-125_000, 125_000]


def test_contributions_are_pledged_once_for_a_key(run: Any, programme: Any) -> None:
    text = "key;programme;payer;recipient;year;amount\nM1;iom;london_probation;mopac;2023/24;300k\n"
    assert run("contributions", text)[0] == 0
    assert run("contributions", text)[0] == 0
    assert [(row.pence, row.state) for row in Contribution.objects.all()] == [(30_000_000, "pledged")]
    code, printed = run("contributions", text.replace("300k", "1"))
    assert code == 1
    assert "other content" in printed


def test_service_users_are_added_once_and_a_wrong_number_is_told(run: Any) -> None:
    text = "given_name,family_name,borough,date_of_birth,crn\nSam,Example,camden,17/05/1990,{}\n"
    code, printed = run("service-users", text.format("12"))
    assert code == 1
    assert "line 2: refused: crn:" in printed
    assert not ServiceUser.objects.exists()
    assert run("service-users", text.format("X123456"))[0] == 0
    assert run("service-users", text.format("X123456"))[0] == 0
    assert ServiceUser.objects.count() == 1


def test_a_paper_itself_or_a_table_of_papers(run: Any, tmp_path: Path) -> None:
    who = person()
    paper = sound_paper(reference="PCD 9001")
    assert run("decisions", writing.to_text(paper), name="paper.txt")[1].count("Name yourself with --by") == 1
    assert run("decisions", writing.to_text(paper), "--by", who.email, name="paper.txt")[0] == 0
    (tmp_path / "draft.txt").write_text(writing.to_text(sound_paper(reference="PCD 9002")), encoding="utf-8")
    code, printed = run("decisions", "file,as\ndraft.txt,draft\nnowhere.txt,\n", "--by", who.email, "--partial")
    assert code == 1
    assert "line 3: refused: file: It cannot be opened." in printed
    assert sorted(Decision.objects.values_list("effect", flat=True)) == ["draft", "signed"]


def test_a_person_imports_with_their_own_permissions(run: Any) -> None:
    who = person("commissioner")
    assert not viewer_of(who, on=Membership.objects.get(person=who).from_date).can("manage_people")
    code, printed = run("organisations", ORGANISATIONS + CAMDEN, "--by", who.email)
    assert code == 1
    assert "Your role does not allow this" in printed


@pytest.mark.parametrize(
    ("kind", "content", "says"),
    [
        ("castles", b"x", "is no kind of row. The kinds are: contributions,"),
        ("organisations", b"", "The file is empty."),
        ("organisations", b"code,name\ncamden,Camden\n", "These columns are missing: kind, legal_entity."),
        ("organisations", b"code,name,kind,legal_entity,moat\n", "These are not known: moat."),
        ("organisations", b"code,name,kind,legal_entity\n", "a heading and no rows"),
        ("organisations", b"\xff\xfe\x00", "not text in UTF-8"),
        ("organisations", b"code\0", "null characters"),
        ("organisations", b'code,name,kind,legal_entity\n"a,b', "is broken"),
    ],
)
def test_a_file_that_cannot_be_used_gets_one_sentence(run: Any, kind: str, content: bytes, says: str) -> None:
    with pytest.raises(CommandError, match=says.replace(".", r"\.")):
        run(kind, content)


def test_a_file_that_is_not_there_gets_one_sentence(tmp_path: Path) -> None:
    for path, says in ((tmp_path / "no.csv", "cannot be opened"), (tmp_path, "is a folder")):
        with pytest.raises(CommandError, match=says):
            call_command("import_rows", "organisations", str(path))


HOSTILE = st.one_of(
    st.sampled_from(
        [
            *("", " ", "0", "-1", "9" * 40, "1e999", "nan", "£1.32m", "2023-04-01", "0001-01-01", "9999-12-31"),
            *("31/02/2023", "99999999999/1/1", "2023/24", "2099/00", "=1+1", "'; DROP TABLE x", "<script>", "x" * 5000),
            *("😀" * 50, "\u202eغير", "mopac", "iom", "camden", "../../etc/passwd", "/dev/null", "cash", "signed"),
        ]
    ),
    st.text(alphabet=st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=60),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_row_of_any_content_ends_otherwise_than_in_a_report(run: Any, programme: Any, data: st.DataObject) -> None:
    import csv
    import io

    for kind in kinds():
        text = io.StringIO()
        rows = csv.writer(text)
        rows.writerow([column.name for column in kind.columns])
        rows.writerow([data.draw(HOSTILE) or "x" for _ in kind.columns])
        code, printed = run(kind.name, text.getvalue(), "--dry-run")
        assert code in (0, 1)
        assert "1 rows read" in printed
