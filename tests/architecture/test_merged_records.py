"""Delivery looks for what is about a person on every record of theirs (ADR 26): what asks one record alone says why."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.inspection import SERVICE, sources

DELIVERY = SERVICE / "delivery"
ONE_RECORD = re.compile(r"(.+__)?service_user(_id)?")
OF_THE_PERSON = {"standing", "merged_into", "merged_into_id"}
ASKS = {"filter", "exclude", "get", "Q"}
MEANT = {
    "panels/actions/common.py": "a case is locked under the record that it was listed for",
    "panels/actions/releases.py": "a release is told of the record that stands, once a record",
    "panels/queries/elsewhere.py": "the panel of a case is that of the record's own borough",
    "people/actions/identity.py": "the keys of a name are kept with the record that has the name",
    "people/actions/matching.py": "two records are compared by what each of them says",
    "people/queries/duplicates.py": "the two records of a pair are shown beside each other",
    "people/queries/finding.py": "the records that have a name, and those that stand for them beside them",
}


def of_one_record(path: Path) -> Iterator[str]:
    """Where a file asks for rows about one record, or takes a fact of the record that a row is about."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in ASKS:
            asked = [ast.unparse(one) for one in node.keywords if _is_of_one(one)]
            yield from (f"{path.name}:{node.lineno} asks {one}: use about_any_of or standing_at." for one in asked)
        elif isinstance(node, ast.Attribute) and _is_of_a_record(node):
            yield f"{path.name}:{node.lineno} takes {ast.unparse(node)}: go through .standing."


def _is_of_a_record(node: ast.Attribute) -> bool:
    return getattr(node.value, "attr", "") == "service_user" and node.attr not in OF_THE_PERSON


def _is_of_one(one: ast.keyword) -> bool:
    column = re.compile(r"\.values(_list)?\('service_user(_id)?'")
    is_column = bool(one.arg and one.arg.endswith("__in") and column.search(ast.unparse(one.value)))
    return is_column or bool(one.arg and ONE_RECORD.fullmatch(one.arg))


def test_what_is_about_a_person_is_asked_of_all_their_records() -> None:
    found = {
        path.relative_to(DELIVERY).as_posix(): faults
        for path in sources("throughcare/delivery")
        if (faults := list(of_one_record(path)))
    }
    assert not {name: faults for name, faults in found.items() if name not in MEANT}
    assert set(MEANT) <= set(found), "Take out of MEANT what asks one record no more."


def test_asking_one_record_alone_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "queries.py"
    for fault in (
        "Overlay.objects.filter(service_user=person)",
        "rows.exclude(case__service_user_id=number)",
        "Q(service_user=person)",
        "known.filter(pk__in=Offence.objects.values('service_user'))",
        "name = row.service_user.name",
    ):
        path.write_text(fault, encoding="utf-8")
        assert len(list(of_one_record(path))) == 1, fault
    path.write_text("Overlay(service_user=row.service_user.standing)\nrows.filter(about_any_of([1]))", encoding="utf-8")
    assert list(of_one_record(path)) == []
