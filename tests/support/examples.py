"""The examples of the documentation: every block of code on a page, and how each kind is run.

A block is fenced, or indented by four columns or more after an empty line. A `console` block holds commands after `$ `,
each with all that it prints under it; `...` stands for any lines. A command leaves with 0, or with what a comment
`# exit code N` after it says; it goes on over lines after `> `. `python` stands by itself, `python run`
goes on where the last one of the page ended. A block that cannot be run has the sentence `Not run by the tests: ...`
under it, so that a reader knows.
"""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDERS = ("docs", "desistance", "throughcare", "reference", "example", "tests", "bench")
OTHERS = {"node_modules", "vendor", ".venv"}
FENCE = re.compile(r"^ *(```+|~~~+)(.*)$")
LISTED = re.compile(r"^\s{1,3}\S|^ {0,3}([-*+]|\d+[.)])\s")
COMMAND = re.compile(r"^\$ (.*(?:\n> .*)*)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)
LEAVES = re.compile(r"\s+# exit code (\d)$")
UNRUN = "Not run by the tests: "
Runner = Callable[[list[str]], int]


@dataclass(frozen=True)
class Block:
    """A block of code: its kind (`indented` where it has no fence), its text, its first line, and whether the page says
    that it is not run."""

    kind: str
    text: str
    line: int
    unrun: bool = False


def pages() -> list[Path]:
    """Every page of the project, the README first."""
    found = [path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.md"))]
    return [*sorted(ROOT.glob("*.md"), reverse=True), *(path for path in found if not OTHERS & set(path.parts))]


def blocks(text: str) -> list[Block]:
    """The blocks of a page in their order."""
    return list(_blocks(text.splitlines()))


def _blocks(lines: list[str]) -> Iterator[Block]:
    place = 0
    while place < len(lines):
        fence = FENCE.match(lines[place])
        if fence:
            end = _end_of_fence(lines, place, fence.group(1))
            inside = lines[place + 1 : end]
            yield Block(fence.group(2).strip(), _joined(inside), place + 2, _unrun(lines, end + 1))
            place = end + 1
        elif _starts_indented(lines, place):
            end = next((n for n in range(place, len(lines)) if lines[n].strip() and not _deep(lines[n])), len(lines))
            yield Block("indented", _joined(lines[place:end]), place + 1, _unrun(lines, end))
            place = end
        else:
            place += 1


def _end_of_fence(lines: list[str], start: int, fence: str) -> int:
    ends = (n for n in range(start + 1, len(lines)) if lines[n].strip() == fence)
    return next(ends, len(lines))


def _deep(line: str) -> bool:
    return line.startswith(("    ", "\t"))


def _starts_indented(lines: list[str], place: int) -> bool:
    """Whether a block of code by its indent starts here, rather than a paragraph of a list."""
    if not (lines[place].strip() and _deep(lines[place])) or (place and lines[place - 1].strip()):
        return False
    before = next((line for line in reversed(lines[:place]) if line.strip() and not _deep(line)), "")
    return not LISTED.match(before)


def _joined(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _unrun(lines: list[str], after: int) -> bool:
    return any(line.startswith(UNRUN) for line in lines[after : after + 2])


def commands(block: Block) -> list[tuple[str, int, str]]:
    """The commands of a console block, each with its exit code and what it prints."""
    found = []
    for command, output in COMMAND.findall(block.text):
        leaves = LEAVES.search(command)
        found.append((LEAVES.sub("", command).replace("\n> ", "\n"), int(leaves.group(1)) if leaves else 0, output))
    return found


def promised(output: str) -> str:
    """What a command must print, as a regular expression."""
    lines = [r"(?:.*\n)*?" if line == "..." else re.escape(line) + r"\n" for line in output.splitlines()]
    return "".join(lines)


def run_console(block: Block, programs: Mapping[str, Runner]) -> None:
    """Run every command: one of `programs` in this process, so that libraries load once, any other in a shell."""
    for command, leaves, output in commands(block):
        code, printed, errors = _ran(command, programs)
        assert code == leaves, f"{command} left with {code}: {errors}"
        assert re.fullmatch(promised(output), printed), f"{command} printed:\n{printed}"


def _ran(command: str, programs: Mapping[str, Runner]) -> tuple[int, str, str]:
    name, _, _ = command.partition(" ")
    if name not in programs:
        done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout, done.stderr
    with contextlib.redirect_stdout(io.StringIO()) as held, contextlib.redirect_stderr(io.StringIO()) as errors:
        code = programs[name](shlex.split(command.replace("\\\n", ""))[1:])
    return code, held.getvalue(), errors.getvalue()


def run_python(block: Block, place: str, names: dict[str, object]) -> None:
    """Run a block of Python in a namespace; a traceback names the line of the page."""
    exec(compile("\n" * (block.line - 1) + block.text, place, "exec"), names)  # noqa: S102 - our own documentation


def run_page(path: Path, programs: Mapping[str, Runner]) -> None:
    """Run the blocks of a page top to bottom."""
    shared: dict[str, object] = {"__name__": "page"}
    for block in blocks(path.read_text(encoding="utf-8")):
        if block.kind == "console" and not block.unrun:
            run_console(block, programs)
        elif block.kind in ("python", "python run"):
            run_python(block, str(path), shared if block.kind == "python run" else {"__name__": "page"})
