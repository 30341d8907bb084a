"""A PDF where none can be made: one sentence, exit code 1, and the rest of the report is there."""

import shutil
import sys

from desistance import cli


def test_a_pdf_that_cannot_be_made_is_said_and_the_report_is_there(planted, monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    target = tmp_path / "results"
    assert cli.main(["evaluate", str(planted.place / "study.toml"), "-o", str(target), "--pdf"]) == 1
    assert "report.pdf was not written: this machine has neither" in capsys.readouterr().out
    assert (target / "report.html").is_file()
    assert not (target / "report.pdf").exists()
