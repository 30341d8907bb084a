"""`throughcare import`: every row is told, all or nothing unless --partial, and no table of any content fails."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.commissioning.funding.papers import decision
from tests.support.papers import sound_paper
from tests.support.world import AT, organisation, person, viewer
from throughcare.commissioning.decisions.models import Decision
from throughcare.commissioning.decisions.rules import writing
from throughcare.commissioning.funding.actions import open_lines
from throughcare.commissioning.funding.actions.programmes import open_programme
from throughcare.commissioning.funding.models import Contribution, Leg, Transaction
from throughcare.delivery.people.models import ServiceUser
from throughcare.foundation.access.viewers import viewer_of
from throughcare.foundation.organisations.models import Membership, Organisation, Person
from throughcare.foundation.ports.importing import kinds
from throughcare.foundation.ports.in_effect import TableLine
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


@pytest.fixture
def lines(programme: Any) -> None:
    """A decision in effect that opens a line of £2,000 for care in 2023/24, and nothing in the year after."""
    told = decision({}, years=(), programme="iom", authorised=())
    cells = (("expenditure", "Care", 200_000), ("funding", "MOPAC budget", 200_000))
    table = tuple(TableLine(block, label, "2023/24", pence) for block, label, pence in cells)
    open_lines(decision=replace(told, lines=table, has_table=True), by=viewer(), at=AT)


LEG = "J1,iom,2023-06-30,June,INV-1,{},{},{},mopac,{},{}\n"


def legs(amount: str, basis: str = "cash", year: str = "2023/24", service: str = "care") -> str:
    """A cost on a line and what it is met from."""
    other = "control" if basis == "budget" else "cash"
    return (
        JOURNAL
        + LEG.format(basis, "expenditure", year, service, amount)
        + LEG.format(basis, other, year, "", f"-{amount}")
    )


def test_the_legs_of_a_journal_are_posted_together_once(run: Any, lines: None) -> None:
    before = Transaction.objects.count()
    code, printed = run("journals", legs("1250").replace("-1250", "-1249"))
    assert code == 1
    assert "must come to nothing" in printed
    assert Transaction.objects.count() == before
    assert run("journals", legs("1250"))[0] == 0
    assert run("journals", legs("1250"))[0] == 0
    posted = Leg.objects.filter(basis="cash")
    assert sorted(posted.values_list("pence", flat=True)) == [-125_000, 125_000]
    assert run("journals", legs("1250").replace("J1", "J2"))[1].count("£2,000") == 2


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (legs("1", year="2024/25"), "In line 2: There is no budget line for Care in 2024/25"),
        (legs("1", service="homes"), "In line 2: There is no budget line for homes in 2023/24"),
        (legs("1", service=""), "In line 2: This cost names no service"),
        (legs("2000.01"), "In line 2: The line for Care in 2023/24 has £2,000; £0 of it is paid, so £2,000 is left"),
        (legs("2000.01", "commitment"), "In line 2: The line for Care in 2023/24 has £2,000; £0 of it is committed or"),
        (legs("2000.01", "accrual"), "In line 2: The line for Care in 2023/24 has £2,000; £0 of it is committed or"),
        (legs("1", "budget"), "In line 2: Budgets come from decisions in effect"),
    ],
)
def test_a_journal_goes_no_further_than_the_lines_of_decisions(run: Any, lines: None, text: str, says: str) -> None:
    before = Transaction.objects.count()
    code, printed = run("journals", text)
    assert (code, Transaction.objects.count()) == (1, before)
    assert says in printed


def test_what_one_journal_uses_is_no_longer_there_for_the_next(run: Any, lines: None) -> None:
    both = legs("1500", "accrual") + legs("600", "accrual").removeprefix(JOURNAL).replace("J1", "J2")
    code, printed = run("journals", both, "--partial")
    assert code == 1
    assert "In line 4: The line for Care in 2023/24 has £2,000; £1,500 of it is committed or spent" in printed
    assert sum(Leg.objects.filter(basis="accrual", pence__gt=0).values_list("pence", flat=True)) == 150_000


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
