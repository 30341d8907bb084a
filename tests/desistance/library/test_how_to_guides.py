"""Every example in the documentation of the library is executed, and none can be added that is not.

How-to guides run top to bottom: python blocks marked `run`, one namespace a guide, and console blocks. On all other
pages each python block stands by itself.

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
DOCS = GUIDES.parent
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


ALONE = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
OPENED = re.compile(r"^ *```(.*)\n(?:.*\n)*? *```", re.MULTILINE)
NO_EXAMPLES = {"text": "command-line.md", "mermaid": "states.md", "toml": "decision-paper-toml.md"}
"""What is no example of the library, and the page on which it may stand."""


def pages():
    return [DOCS.parent / "README.md", *sorted(DOCS.rglob("*.md"))]


def with_examples():
    return [path for path in pages() if ALONE.search(path.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("path", with_examples(), ids=lambda path: path.stem)
def test_the_examples_of_a_page_run(path, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    for block in ALONE.findall(path.read_text(encoding="utf-8")):
        exec(compile(block, str(path), "exec"), {"__name__": "page"})  # noqa: S102 - our own documentation
    assert capsys.readouterr().out.strip()


def test_no_example_is_left_out():
    """A block of a kind that nothing runs, or on a page where that kind does not run, is named here."""
    left_out = []
    for path in pages():
        for kind in OPENED.findall(path.read_text(encoding="utf-8")):
            runs = kind in ("python run", "console") if path.parent == GUIDES else kind == "python"
            loaded = (kind, path.name) == ("toml", "cohort-rules.md")
            if not (runs or loaded or NO_EXAMPLES.get(kind) == path.name):
                left_out.append((path.name, kind))
    assert not left_out
    assert {path.stem for path in with_examples()} >= {
        "scores", "matching", "effects", "linkage", "monitoring", "disclosure"
    }  # fmt: skip


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
