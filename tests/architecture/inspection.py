"""What the architecture tests look for: each function takes what it inspects and gives the faults, as sentences."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SERVICE = ROOT / "throughcare"
FLOORS = ("foundation", "commissioning", "delivery", "voice", "evidence", "stewardship", "doors")
ANATOMY = {
    *("README.md", "__init__", "apps", "states", "rules", "models", "actions", "queries", "forms", "views", "urls"),
    *("templates", "migrations", "management", "static"),
}
FUNCTION_LINES, FILE_LINES, TEST_FILE_LINES = 40, 400, 600
PRIVACY_CLASSES = {"identifier", "special_category", "criminal", "free_text", "operational"}
CLOCKS = {
    *("datetime.now", "datetime.utcnow", "datetime.today", "date.today", "timezone.now", "timezone.localdate"),
    *("time.time", "time.localtime", "time.gmtime", "datetime.datetime.now", "datetime.date.today"),
}


def sources(*folders: str, root: Path = ROOT) -> Iterator[Path]:
    """Python files under folders of the project, migrations and generated folders left out."""
    for folder in folders:
        for path in sorted((root / folder).rglob("*.py")):
            if not {"migrations", "node_modules", "__pycache__"} & set(path.parts):
                yield path


def unnamed_folders(service: Path, contract: str) -> list[str]:
    """Folders of the service that the contract of floors does not name."""
    named = {line.strip().strip("()") for line in contract.splitlines()}
    return [
        f"{path.name} is in no floor of .importlinter: name it there."
        for path in sorted(service.iterdir())
        if path.is_dir() and path.name != "__pycache__" and path.name not in named
    ]


def odd_parts(app: Path) -> list[str]:
    """Parts of an app that its anatomy does not know, and the ones it lacks."""
    names = {path.name if path.suffix == ".md" else path.stem for path in app.iterdir()} - {"__pycache__"}
    odd = [f"{app.name}/{name} is no part of an app: the name decides where code goes." for name in names - ANATOMY]
    return sorted(odd) + [f"{app.name} has no {name}." for name in ("README.md", "apps") if name not in names]


def apps(service: Path) -> Iterator[Path]:
    """The domain apps: packages on the floors below the foundation."""
    for floor in FLOORS[1:]:
        for path in sorted((service / floor).glob("*/__init__.py")):
            yield path.parent


def oversized(path: Path, *, file_limit: int) -> list[str]:
    """Functions and files that are too long to be read at one go."""
    text = path.read_text(encoding="utf-8")
    lines = text.count("\n")
    found = [f"{path}: {lines} lines; split it by noun at {file_limit}."] if lines > file_limit else []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > FUNCTION_LINES:
                found.append(f"{path}:{node.lineno}: {node.name} has {length} lines; {FUNCTION_LINES} is the limit.")
    return found


def clock_reads(path: Path) -> list[str]:
    """Places where a file asks what time it is."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [
        f"{path}:{node.lineno}: {ast.unparse(node.func)} reads the clock; take `at` as an argument."
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in CLOCKS
    ]


def privacy_faults(label: str, fields: Iterable[str], privacy: Any) -> list[str]:
    """What a model's Privacy block leaves open: fields, their class, retention and export."""
    if privacy is None:
        return [f"{label} declares no Privacy block."]
    declared: Mapping[str, str] = getattr(privacy, "fields", {})
    present = set(fields)
    found = [f"{label}.{name} has no privacy class." for name in sorted(present - set(declared))]
    found += [f"{label} classifies {name}, which is no field." for name in sorted(set(declared) - present - {"id"})]
    found += [f"{label}.{name} is {kind!r}." for name, kind in declared.items() if kind not in PRIVACY_CLASSES]
    if not isinstance(getattr(privacy, "retention", None), str) or not privacy.retention:
        found.append(f"{label} does not say how long it is kept.")
    if not isinstance(getattr(privacy, "export", None), bool):
        found.append(f"{label} does not say whether it is part of what a person may ask for.")
    return found


def constraint_faults(label: str, constraints: Iterable[Any], default_sentence: Any) -> list[str]:
    """Constraints without a name of their own or without a sentence for the person who meets them."""
    found = []
    for constraint in constraints:
        sentence = str(constraint.violation_error_message)
        if not constraint.name:
            found.append(f"{label} has a constraint without a name.")
        if sentence == str(default_sentence) or not sentence.endswith("."):
            found.append(f"{label}: {constraint.name} has no sentence (violation_error_message).")
    return found


def tying_orders(path: Path, tying: set[str]) -> list[str]:
    """Orders that end in something that two rows can share (``tying``): the database then chooses which comes first.

    What is grouped or made distinct has no number of its own to end in.
    """
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inside = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    found = []
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "order_by"):
            continue
        last = node.args[-1] if node.args else None
        if not (isinstance(last, ast.Constant) and isinstance(last.value, str)):
            continue
        if last.value.lstrip("-").split("__")[-1] in tying and not _calls_of(node, inside) & {"annotate", "distinct"}:
            found.append(
                f"{path}:{node.lineno}: rows of one {last.value!r} come in any order; end the order with an id."
            )
    return found


def _calls_of(node: ast.AST, inside: Mapping[ast.AST, ast.AST]) -> set[str]:
    """The names of all calls in the chain that a call is part of."""
    while isinstance(inside.get(node), ast.Attribute | ast.Call):
        node = inside[node]
    return {
        one.func.attr for one in ast.walk(node) if isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute)
    }


def is_total(order: Iterable[str], unique: Iterable[Iterable[str]]) -> bool:
    """Whether no two rows of a model can stand equal: its order holds an id, or all fields of something unique."""
    fields = {one.lstrip("-").removesuffix("_id") for one in order}
    return bool(fields & {"id", "pk"}) or any({one.removesuffix("_id") for one in held} <= fields for held in unique)
