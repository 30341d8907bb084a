"""`throughcare publish decisions`: what the public may have, in three forms, whole or not at all."""

import csv
import io
import json
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command

from tests.support.papers import sound_paper
from tests.support.world import viewer
from throughcare.commissioning.decisions import actions
from throughcare.commissioning.decisions.rules import reading

pytestmark = pytest.mark.django_db
AT = datetime(2023, 6, 14, 9, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _two_decisions():
    for reference, title in (("PCD 9001", "=HYPERLINK(1)"), ("PCD 9002", "Kept back")):
        row = actions.import_signed(paper=sound_paper(reference=reference, title=title), by=viewer(), at=AT)
        if reference == "PCD 9001":
            actions.publish(decision_id=row.pk, by=viewer(), at=AT)


def test_json_holds_what_is_published_and_nothing_else(tmp_path):
    out = tmp_path / "register.json"
    call_command("publish", "decisions", "-o", str(out))
    (one,) = json.loads(out.read_text())["decisions"]
    assert reading.from_dict(one["paper"]).reference == one["reference"] == "PCD 9001"


def test_csv_guards_what_a_spreadsheet_would_run(capsys):
    call_command("publish", "decisions", "--as", "csv")
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["reference"] for row in rows] == ["PCD 9001"]
    assert not rows[0]["title"].startswith("=")


def test_html_is_valid(capsys):
    from tests.support.browser import valid_html

    call_command("publish", "decisions", "--as", "html")
    page = capsys.readouterr().out
    valid_html(page)
    assert "Kept back" not in page


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["contracts"], "not kept here yet"),
        (["decisions", "--as", "ocds"], "OCDS is for contracts"),
        (["decisions", "-o", "/no/such/folder/x.json"], "could not be written"),
    ],
)
def test_what_cannot_be_done_says_so(arguments, says):
    with pytest.raises(CommandError, match=says):
        call_command("publish", *arguments)
