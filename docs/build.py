"""Writes the pages of ``docs/reference`` from the code itself; ``--check`` changes nothing and shows what differs."""

from __future__ import annotations

import difflib
import importlib
import os
import re
import sys
from collections.abc import Callable, Iterator
from enum import Enum
from functools import partial
from operator import attrgetter
from pathlib import Path
from typing import Any, get_args

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "reference"
SERVICE = ROOT / "throughcare"
SETTING = re.compile(r"""(?:environ\.get|environ\.setdefault|flag|names)\(\s*"([A-Z_]+)\"""")
NOT_OURS = {"DJANGO_SETTINGS_MODULE"}


def table(header: list[str], rows: list[list[str]]) -> str:
    """A Markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines) + "\n"


def first_line(thing: Any) -> str:
    """The first sentence of a docstring, as one line."""
    return " ".join((thing.__doc__ or "").strip().split("\n\n")[0].split())


def reference_tables() -> str:
    """Every reference table with its columns and how much of it is certain."""
    from throughcare.foundation.reference import TABLES, load
    from throughcare.foundation.reference.columns import columns

    reference = load(ROOT / "reference")
    parts = ["# Reference tables\n", "Facts that change without code. How to change one: `reference/README.md`.\n"]
    for entry in TABLES:
        rows = attrgetter(entry.attribute)(reference)
        sure = sum({row.certainty, row.dates_certainty} == {"verified"} for row in rows)
        where = f"`reference/{entry.file}`" + (f", each under `[[{entry.entry}]]`" if entry.entry else "")
        parts += [
            f"## {entry.attribute}\n",
            f"{first_line(entry.row)}\n",
            f"{where}. {len(rows)} rows, {sure} verified.\n",
        ]
        listed = [
            [f"`{name}`", type_name(kind), "yes" if required else ""]
            for name, (kind, required) in columns(entry.row).items()
        ]
        parts.append(table(["column", "type", "required"], listed))
    return "\n".join(parts)


def type_name(kind: Any) -> str:
    """A column type in plain words."""
    choices = [part for part in get_args(kind) if isinstance(part, str)]
    choices += [word for part in get_args(kind) for word in get_args(part) if isinstance(word, str)]
    if choices:
        return "one of " + ", ".join(f"`{choice}`" for choice in choices)
    if "tuple" in str(kind):
        return "list of texts"
    words = {"str": "text", "int": "whole number", "bool": "true or false", "date": "date"}
    return next(words[name] for name in words if name in re.split(r"\W+", str(kind)))


def command_line() -> str:
    """What ``throughcare`` says about itself."""
    os.environ["COLUMNS"] = "100"
    from throughcare import cli

    parser = cli.parser()
    check = next(action for action in parser._actions if isinstance(action.choices, dict)).choices["check"]  # type: ignore[union-attr]
    helps = [parser.format_help(), check.format_help()]
    verbs = table(["verb", "does"], [[f"`{verb}`", purpose] for verb, purpose in cli.SERVICE_VERBS.items()])
    shown = "\n\n".join(f"```text\n{text.strip()}\n```" for text in helps)
    return (
        f"# Command line\n\n{shown}\n\n## Verbs of the service\n\nEach explains its options with `--help`.\n\n{verbs}"
    )


def checker_rules() -> str:
    """The rules of the checker, from the modules that hold them."""
    folder = SERVICE / "commissioning" / "decisions" / "rules" / "checking"
    rows = []
    for path in sorted(folder.glob("*.py")):
        module = importlib.import_module(f"throughcare.commissioning.decisions.rules.checking.{path.stem}")
        if hasattr(module, "RULE"):
            holds = first_line(module).removeprefix(f"{module.RULE}: ")
            rows.append([f"`{module.RULE}`", holds, f"`{path.relative_to(ROOT).as_posix()}`"])
    intro = (
        "What `throughcare check` holds a decision paper to. Findings carry places, figures, law and a suggestion.\n"
    )
    return f"# Rules of the checker\n\n{intro}\n{table(['rule', 'what it holds', 'where'], sorted(rows))}"


def states() -> str:
    """Every machine of states as a diagram and a table of whose turn it is."""
    parts = ["# States\n", "Each machine is a table in code; these diagrams are drawn from it.\n"]
    for path in sorted(SERVICE.rglob("states.py")):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        module = importlib.import_module(name)
        parts += [f"## {path.parent.name}\n", f"{first_line(module)}\n"]
        for constant in sorted(vars(module)):
            if constant == "TRANSITIONS" or constant.endswith("_TRANSITIONS"):
                parts += machine(module, constant)
    return "\n".join(parts)


def machine(module: Any, constant: str) -> Iterator[str]:
    """One machine: diagram, then owners."""
    prefix = constant.removesuffix("TRANSITIONS")
    lines = ["stateDiagram-v2"]
    for event, step in getattr(module, constant).items():
        lines += [f"    {start} --> {plain(step.end)}: {event}" for start in sorted(map(plain, step.start))]
    yield f"### {prefix.strip('_').lower().replace('_', ' ') or module.__name__.split('.')[-2]}\n"
    yield "```mermaid\n" + "\n".join(lines) + "\n```\n"
    owners = getattr(module, f"{prefix}OWNER", {})
    yield table(["state", "whose turn"], [[f"`{plain(state)}`", owner] for state, owner in owners.items()])


def plain(state: Any) -> str:
    """A state's stored value."""
    return str(state.value if isinstance(state, Enum) else state)


def roles() -> str:
    """Who may do what."""
    from throughcare.foundation.access.roles import ROLES

    rows = [
        [role.name, role.does, ", ".join(sorted(role.kinds)), ", ".join(f"`{p}`" for p in sorted(role.permissions))]
        for role in ROLES.values()
    ]
    heading = "# Roles and permissions\n\nFrom `throughcare/foundation/access/roles/`, the only place that says so.\n"
    return f"{heading}\n{table(['role', 'does', 'held in', 'may'], rows)}"


def library_commands() -> str:
    """What ``desistance`` and each of its verbs say about themselves."""
    os.environ["COLUMNS"] = "100"
    from desistance import cli

    named = table(["variable", "meaning"], [[f"`{name}`", says] for name, says in cli.VARIABLES.items()])
    parts = ["# Command line of the library\n", shown(cli.help_of(None)), f"{named}"]
    parts += [f"## `{verb}`\n\n{shown(cli.help_of(verb))}" for verb in cli.VERBS]
    return "\n".join(parts)


def shown(text: str) -> str:
    """What a command prints, as a block."""
    return f"```text\n{text.strip()}\n```\n"


def scores() -> str:
    """Every instrument with its columns."""
    from desistance.scores.page import reference_page

    return reference_page()


def input_tables(part: str) -> str:
    """What the tables that a part of the library reads must hold, as it declares them."""
    from desistance.tables import TableContract

    module = importlib.import_module(f"desistance.{part}")
    declared = [one for one in vars(module).values() if isinstance(one, TableContract)]
    return "\n".join(one.reference() for one in declared)


def linkage_tables() -> str:
    """The records of the usual model, and the other tables of linkage."""
    from desistance import linkage

    return linkage.records_contract(linkage.PERSON).reference() + "\n" + input_tables("linkage")


def study_sections() -> str:
    """Every section and key of a study."""
    from desistance.report.reference import sections

    return sections()


PAGES: dict[str, Callable[[], str]] = {
    "reference-tables.md": reference_tables,
    "command-line.md": command_line,
    "checker-rules.md": checker_rules,
    "states.md": states,
    "roles.md": roles,
    "scores.md": scores,
    "library-command-line.md": library_commands,
}
PARTS: dict[str, Callable[[], str]] = {
    "cohort-rules.md": partial(input_tables, "cohorts"),
    "linkage.md": linkage_tables,
    "monitoring.md": partial(input_tables, "monitoring"),
    "reoffending.md": partial(input_tables, "reoffending"),
    "study-toml.md": study_sections,
}
"""Pages of which the part between the two marks is written from declarations, the rest by hand."""
START, END = "<!-- written from the declarations -->\n\n", "\n<!-- end of what is written from the declarations -->\n"


def wanted() -> Iterator[tuple[str, str]]:
    """Every page with what it must say. Raises ``SystemExit`` for a page without its marks."""
    for name, page in PAGES.items():
        yield name, page()
    for name, part in PARTS.items():
        text = (FOLDER / name).read_text(encoding="utf-8")
        if text.count(START) != 1 or text.count(END) != 1:
            raise SystemExit(f"docs/reference/{name} needs the two marks between which its declarations go.")
        yield name, text[: text.index(START)] + START + part() + text[text.index(END) :]


def settings_left_out() -> list[str]:
    """Settings that the code reads from the environment and the page of settings does not explain."""
    read = {name for path in SERVICE.rglob("*.py") for name in SETTING.findall(path.read_text(encoding="utf-8"))}
    page = (FOLDER / "settings.md").read_text(encoding="utf-8")
    return sorted(name for name in read - NOT_OURS if f"`{name}`" not in page)


def differences() -> list[str]:
    """What is in the folder and is not what the code says, as unified diffs and sentences."""
    found = []
    for name, page in wanted():
        path = FOLDER / name
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        if before != page:
            lines = difflib.unified_diff(
                before.splitlines(), page.splitlines(), f"docs/reference/{name}", "code", "", "", 1
            )
            found.append("\n".join(lines))
    return found + [f"docs/reference/settings.md does not explain {name}." for name in settings_left_out()]


def main(arguments: list[str]) -> int:
    """Exit code 1 where ``--check`` finds a page that differs."""
    sys.path.insert(0, str(ROOT))
    if "--check" in arguments:
        found = differences()
        sys.stdout.write("\n".join([*found, "`make docs` writes these pages anew.\n"] if found else []))
        return 1 if found else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, page in list(wanted()):
        (FOLDER / name).write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
