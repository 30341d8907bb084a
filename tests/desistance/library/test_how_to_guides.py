"""The how-to guides are executed, top to bottom: python blocks marked `run`, one namespace a guide, and console blocks.

In a console block a line after `$ ` is a command, which must leave with 0, and the lines under it are all that it
prints; `...` stands for any lines.
"""

import contextlib
import io
import re
import shlex
import subprocess
from pathlib import Path

import pytest

from desistance import cli

GUIDES = Path(__file__).parents[3] / "docs" / "how-to"
BLOCK = re.compile(r"^```(python run|console)\n(.*?)^```", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)


def guides():
    return [path for path in sorted(GUIDES.glob("*.md")) if BLOCK.search(path.read_text(encoding="utf-8"))]


def test_there_are_guides_to_run():
    assert "measure-proven-reoffending.md" in {path.name for path in guides()}


def printed(command):
    """What a command prints: `desistance` in this process, so that the libraries load once, others in a shell."""
    if not command.startswith("desistance "):
        done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{command}: {done.stderr}"
        return done.stdout
    with contextlib.redirect_stdout(io.StringIO()) as held, contextlib.redirect_stderr(io.StringIO()) as errors:
        code = cli.main(shlex.split(command)[1:])
    assert code == 0, f"{command}: {errors.getvalue()}"
    return held.getvalue()


def promised(output):
    """What a command must print, as a regular expression."""
    lines = [r"(?:.*\n)*?" if line == "..." else re.escape(line) + r"\n" for line in output.splitlines()]
    return "".join(lines)


@pytest.mark.parametrize("path", guides(), ids=lambda path: path.stem)
def test_the_examples_of_a_guide_run(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = path.read_text(encoding="utf-8")
    names = {"__name__": "guide"}
    for found in BLOCK.finditer(text):
        if found.group(1) == "console":
            for command, output in COMMAND.findall(found.group(2)):
                told = printed(command)
                assert re.fullmatch(promised(output), told), f"{command} printed:\n{told}"
        else:
            line = text[: found.start(2)].count("\n")
            exec(compile("\n" * line + found.group(2), str(path), "exec"), names)  # noqa: S102 - our own documentation


def test_a_console_block_that_promises_otherwise_is_noticed():
    assert re.fullmatch(promised("one\n...\nfour\n"), "one\ntwo\nthree\nfour\n")
    assert re.fullmatch(promised("...\n"), "")
    assert not re.fullmatch(promised("one\n"), "one\ntwo\n")
    assert not re.fullmatch(promised(""), "one\n")


def test_the_rule_in_the_reference_can_be_loaded(tmp_path):
    import tomllib

    from desistance.cohorts import load

    text = (GUIDES.parent / "reference" / "cohort-rules.md").read_text(encoding="utf-8")
    block = re.search(r"^```toml\n(.*?)^```", text, re.MULTILINE | re.DOTALL).group(1)
    assert [len(version.criteria) for version in load(tomllib.loads(block)).versions] == [3, 1]
