"""The confidential part while it is written: two tabs, saving as it is typed, and what the public is told of it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.test import Client

from tests.support.papers import sound_paper
from tests.support.world import client_for, viewer
from throughcare.commissioning.decisions import actions
from throughcare.commissioning.decisions.models import PartTwo
from throughcare.commissioning.decisions.rules.paper import Access
from throughcare.errors import Conflict
from throughcare.foundation.record.models import Event

pytestmark = pytest.mark.django_db
AT = datetime(2023, 6, 14, 9, 30, tzinfo=UTC)
TYPED = {"exemption": "s43", "rationale": "It names prices.", "words": "Mine, typed for an hour."}
SCRIPT = {"Accept": "application/json"}


def draft(**changes):
    return actions.start_paper(paper=replace(sound_paper(**changes), signed=None), by=viewer(), at=AT)


def kept():
    part = PartTwo.objects.get()
    return part.words, part.version


def test_a_second_tab_saves_nothing_over_the_first_and_both_texts_are_shown():
    row = draft()
    address = f"/papers/{row.pk}/part-2"
    assert 'name="version" value="0"' in client_for().get(address).content.decode()
    first = {**TYPED, "words": "Theirs came first.", "version": "0"}
    assert client_for(name="other").post(address, first).status_code == 302
    answer = client_for().post(address, {**TYPED, "version": "0"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Theirs came first." in page
    assert "Mine, typed for an hour." in page
    assert 'name="version" value="1"' in page
    assert kept() == ("Theirs came first.", 1)
    assert client_for().post(address, {**TYPED, "version": "1"}).status_code == 302
    assert kept() == ("Mine, typed for an hour.", 2)
    assert client_for().post(address, TYPED).status_code == 409
    assert client_for().post(address, {**TYPED, "version": "x" * 40}).status_code == 409


def test_a_page_with_errors_keeps_the_version_it_was_opened_on():
    row = draft()
    address = f"/papers/{row.pk}/part-2"
    client_for().post(address, {**TYPED, "version": "0"})
    answer = client_for().post(address, {**TYPED, "rationale": "", "version": "0"})
    assert answer.status_code == 422
    assert 'name="version" value="0"' in answer.content.decode()


def test_it_is_saved_as_it_is_typed():
    row = draft()
    client, address = client_for(), f"/papers/{row.pk}/part-2"
    page = client.get(address).content.decode()
    assert f'data-autosave="{address}"' in page
    assert "autosave.js" in page
    first = client.post(address, {**TYPED, "version": "0"}, headers=SCRIPT)
    assert (first.status_code, first.json()["saved"], first.json()["version"]) == (200, True, 1)
    read = Event.objects.filter(kind="part_two.read").count()
    stale = client.post(address, {**TYPED, "words": "Another tab.", "version": "0"}, headers=SCRIPT)
    assert (stale.status_code, stale.json()["theirs"]["words"]) == (409, TYPED["words"])
    assert stale.json()["version"] == 1
    assert Event.objects.filter(kind="part_two.read").count() == read + 1
    unfinished = client.post(address, {**TYPED, "exemption": "", "version": "1"}, headers=SCRIPT)
    assert (unfinished.status_code, list(unfinished.json()["errors"])) == (422, ["exemption"])
    assert kept() == (TYPED["words"], 1)


def test_the_action_refuses_another_version():
    row = draft()
    given = {"decision_id": row.pk, "by": viewer(), "at": AT, **TYPED}
    assert actions.save_part_two(version=0, **given) == 1
    with pytest.raises(Conflict, match="Somebody else saved Part 2"):
        actions.save_part_two(version=0, **given)


def test_advice_is_kept_on_the_device_until_it_is_given():
    row = draft()
    actions.ask_advice(decision_id=row.pk, version=row.version, by=viewer(), at=AT)
    client, address = client_for("finance_adviser"), f"/papers/{row.pk}/advice/finance"
    page = client.get(address).content.decode()
    assert f'data-keep="paper-{row.pk}-advice-finance"' in page
    assert "keep.js" in page
    done = client.post(address, {"words": "Affordable."}, follow=True).content.decode()
    assert f'data-draft-done="paper-{row.pk}-advice-finance"' in done


def test_why_an_exemption_applies_is_told_in_the_paper_and_to_the_public():
    access = Access(deferred=False, part_2=True, exemption="s43", rationale="A tender is open until spring.")
    row = actions.import_signed(paper=sound_paper(access=access), by=viewer(), at=AT)
    assert access.rationale in client_for().get(f"/papers/{row.pk}").content.decode()
    actions.publish(decision_id=row.pk, by=viewer(), at=AT)
    assert access.rationale in Client().get(f"/decisions/{row.slug}").content.decode()
    other = actions.import_signed(paper=sound_paper(reference="PCD 9700"), by=viewer(), at=AT)
    actions.keep_in_part_2(decision_id=other.pk, exemption="s43", rationale="Names of staff.", by=viewer(), at=AT)
    other.refresh_from_db()
    assert "Names of staff." in Client().get(f"/decisions/{other.slug}").content.decode()
    assert "Names of staff." in client_for().get(f"/papers/{other.pk}").content.decode()
    assert Client().get(f"/decisions/{other.slug}.json").json()["rationale"] == "Names of staff."
