"""The auditor's screens, and the sealer that runs beside the web server."""

import threading

import pytest

from tests.support.world import AT, client_for
from throughcare.foundation.operations.workers import keep_sealing
from throughcare.foundation.record.events import event
from throughcare.foundation.record.sealing import unsealed_count

pytestmark = pytest.mark.django_db


def test_an_auditor_sees_events_filters_them_and_checks_the_record(settings):
    settings.DEMO = True
    auditor = client_for("auditor")
    event("part_two.read", subject=("part_two", 7), by=None, at=AT)
    page = auditor.get("/record").content.decode()
    assert "role.granted" in page
    reads = auditor.get("/record?reads=1").content.decode()
    assert "part_two.read" in reads
    assert "1 event" in reads
    about = auditor.get("/record?subject=part_two+7").content.decode()
    assert "1 event" in about
    assert "The record stands" in auditor.post("/record").content.decode()
    assert client_for("commissioner").get("/record").status_code == 403


def test_the_sealer_seals_and_stops(monkeypatch):
    monkeypatch.setattr("django.db.close_old_connections", lambda: None)
    event("test.done", subject=("test", 1), by=None, at=AT)
    stop = threading.Event()
    stopper = threading.Timer(0.2, stop.set)
    stopper.start()
    keep_sealing(0.05, stop=stop)
    assert unsealed_count() == 0
