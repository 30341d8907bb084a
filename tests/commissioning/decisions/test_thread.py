"""The thread of a decision: what it rests on, what it led to, and gaps shown as gaps."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.support.papers import sound_paper
from tests.support.world import client_for, organisation, viewer
from throughcare.commissioning.decisions import actions
from throughcare.foundation.ports.thread import STAGES, thread_of

pytestmark = pytest.mark.django_db
AT = datetime(2023, 6, 14, 9, 30, tzinfo=UTC)


def test_the_thread_has_every_stage_and_shows_gaps():
    organisation("secretary_of_state_for_justice", "probation")
    row = actions.import_signed(paper=replace(sound_paper(), programme="homes"), by=viewer(), at=AT)
    actions.bring_into_effect(decision_id=row.pk, by=viewer(), at=AT)
    later = actions.import_signed(paper=sound_paper(reference="PCD 9002", programme="homes"), by=viewer(), at=AT)
    stages = thread_of(row.pk, viewer(), AT)
    assert [stage.code for stage in stages] == list(STAGES)
    by_code = {stage.code: stage.steps for stage in stages}
    assert by_code["objective"][0].title == "Reducing reoffending"
    assert by_code["decision"][0].figure == "£800,000"
    assert by_code["power"][0].figure == "£0 of £800,000 used"
    assert [one.title for one in by_code["next"]] == [f"PCD 9002 {later.title}"]
    money = {one.title: one.figure for one in by_code["money"]}
    assert money["Secretary Of State For Justice, 2023/24"] == "£60,000"
    assert len(money) == 6
    assert by_code["contract"] == ()
    page = client_for().get(f"/papers/{row.pk}/thread").content.decode()
    assert "Nothing recorded here yet." in page
    assert client_for("commissioner", name="elsewhere", at="another").get(f"/papers/{row.pk}/thread").status_code == 404
