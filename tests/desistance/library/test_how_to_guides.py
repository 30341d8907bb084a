"""Every example in the documentation of the library is executed, and none can be added anywhere that is not."""

import re
import tomllib
from collections import Counter

import pytest

from desistance import cli
from desistance.cohorts import load
from tests.support.examples import ROOT, Block, blocks, commands, pages, promised, run_console, run_page

RUN = {"console", "python", "python run"}
READ = {("toml", "cohort-rules.md"), ("toml", "decision-paper-toml.md"), ("jinja", "README.md")}
"""Files that tests load from the page: `test_the_rule_in_the_reference_can_be_loaded`, `test_reading_toml.py`,
`test_the_page_in_the_readme_is_drawn`."""
DRAWN = {("text", "command-line.md"), ("text", "library-command-line.md"), ("mermaid", "states.md")}
"""What `docs/build.py` writes and `make check` compares."""
NOT_RUN = {("console", "README.md"): 1}
"""Blocks that say that they are not run, by page: setting up the project is no test of itself."""


def examples(path):
    return blocks(path.read_text(encoding="utf-8"))


def of_the_service(path):
    """Whether a page has commands of the service: `tests/docs/test_service_guides.py` runs those."""
    told = [command for block in examples(path) if block.kind == "console" for command, _, _ in commands(block)]
    return any(command.startswith("throughcare ") for command in told)


def with_examples():
    kept = [path for path in pages() if any(block.kind in RUN for block in examples(path))]
    return [path for path in kept if not of_the_service(path)]


@pytest.mark.parametrize("path", with_examples(), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_the_examples_of_a_page_run(path, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    run_page(path, {"desistance": cli.main})
    shows = any(block.kind == "python" for block in examples(path))
    assert capsys.readouterr().out.strip() or not shows


def test_the_guides_and_the_reference_have_examples():
    assert {path.stem for path in with_examples()} >= {
        *("scores", "matching", "effects", "linkage", "monitoring", "disclosure"),
        *("measure-proven-reoffending", "release-a-table-safely", "evaluate-a-service", "link-records"),
    }


def left_out(path):
    """Blocks of a page that nothing runs, reads or draws, and that do not say so."""
    fine = {kind for kind, page in READ | DRAWN if page == path.name} | RUN
    return [
        (path.name, block.line, block.kind)
        for block in examples(path)
        if not (block.unrun or block.kind in fine or is_a_picture(path, block))
    ]


def is_a_picture(path, block):
    """The way of things through an app, drawn with arrows in its README: it is no example."""
    return path.name == "README.md" and block.kind == "indented" and "->" in block.text and "$ " not in block.text


def test_no_example_is_left_out_on_any_page():
    assert not [fault for path in pages() for fault in left_out(path)]
    marked = Counter((block.kind, path.name) for path in pages() for block in examples(path) if block.unrun)
    assert marked == NOT_RUN


def test_every_line_of_a_console_block_belongs_to_a_command():
    for path in pages():
        for block in examples(path):
            if block.kind == "console":
                assert block.text.startswith("$ "), (path.name, block.line)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("So:\n\n    desistance score\n", ["indented"]),
        ("So:\n\n\tdesistance score\n\nNot run by the tests: it is long.\n", []),
        ("1. One\n\n    more of one\n", []),
        ("- one\n  two\n\n    more of one\n", []),
        ("A sentence\n    that goes on\n", []),
        ("```sh\nls\n```\n", ["sh"]),
        ("~~~python\n1\n~~~\n", []),
        ("  ```\n  ls\n  ```\n", [""]),
        ("```python norun\n1\n```\n", ["python norun"]),
        ("So:\n\n    draft -> sent\n", ["indented"]),
        ("# Title\n\n```python\nif 1:\n\n    2\n```\n", []),
    ],
)
def test_a_block_that_nothing_runs_is_seen(tmp_path, text, kinds):
    page = tmp_path / "page.md"
    page.write_text(text, encoding="utf-8")
    assert [kind for _, _, kind in left_out(page)] == kinds


def test_a_console_block_that_promises_otherwise_is_noticed():
    block = Block("console", "$ say one \\\n> two\nheard\n$ fail  # exit code 1\n$ say\n...\n", 1)
    assert [(code, output) for _, code, output in commands(block)] == [(0, "heard\n"), (1, ""), (0, "...\n")]

    def say(words):
        if words:
            print("heard")
        return 0

    run_console(block, {"say": say, "fail": lambda words: 1})
    with pytest.raises(AssertionError):
        run_console(block, {"say": say, "fail": lambda words: 0})
    with pytest.raises(AssertionError):
        run_console(block, {"say": lambda words: 0, "fail": lambda words: 1})


def test_dots_stand_for_any_lines():
    assert re.fullmatch(promised("one\n...\nfour\n"), "one\ntwo\nthree\nfour\n")
    assert re.fullmatch(promised("...\n"), "")
    assert not re.fullmatch(promised("one\n"), "one\ntwo\n")
    assert not re.fullmatch(promised(""), "one\n")


def test_the_rule_in_the_reference_can_be_loaded():
    (block,) = examples(ROOT / "docs" / "reference" / "cohort-rules.md")
    assert [len(version.criteria) for version in load(tomllib.loads(block.text)).versions] == [3, 1]
