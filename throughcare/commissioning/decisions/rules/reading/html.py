"""HTML to text lines: one block a line, list items with their marks, tables row by row."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from throughcare.commissioning.decisions.rules.reading.cells import table_lines
from throughcare.commissioning.decisions.rules.reading.lines import squeeze
from throughcare.commissioning.decisions.rules.reading.unreadable import Unreadable

_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "center", "details", "div", "fieldset", "figure", "footer"}
    | {"figcaption", "form", "header", "hr", "legend", "main", "nav", "p", "pre", "section", "summary"}
    | {"h1", "h2", "h3", "h4", "h5", "h6", "dl", "dt", "dd", "ol", "ul", "li"}
    | {"table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th"}
)
_SKIPPED = frozenset({"script", "style", "head", "noscript", "template", "svg", "title", "iframe", "object"})
_DEEPEST = 400
_TOO_DEEP = "The HTML nests its elements too deeply to be a decision paper; save it again plainly."
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9-]*)")
_NEVER_NEST = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
    | {"p", "li", "dt", "dd", "td", "th", "tr", "thead", "tbody", "tfoot", "option", "colgroup"}
)


def text_of(source: str) -> str:
    """The text of an HTML document: of its main part where it marks one, else of its body."""
    if _depth(source) > _DEEPEST:
        raise Unreadable(_TOO_DEEP)
    tree = LexborHTMLParser(source)
    root = tree.css_first("main") or tree.css_first("article") or tree.body
    if root is None:
        raise Unreadable("The HTML file has no body; give the page as saved by a browser.")
    walk = _Walk()
    walk.node(root, 0)
    walk.end()
    return "\n\n".join(walk.lines)


def _depth(source: str) -> int:
    """How deep the elements nest at most, told without building the tree, which takes the square of the depth."""
    depth = deepest = 0
    for tag in _TAG.finditer(source):
        if tag["name"].lower() not in _NEVER_NEST:
            depth = max(0, depth - 1) if tag["end"] else depth + 1
            deepest = max(deepest, depth)
    return deepest


class _Walk:
    """Collects the text of a tree line by line."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.words: list[str] = []
        self.prefix = ""
        self.ordinals: list[int | None] = []

    def end(self) -> None:
        """Close the line that is open."""
        text = squeeze("".join(self.words))
        if text:
            self.lines.append(f"{self.prefix}{text}")
            self.prefix = ""
        self.words = []

    def node(self, node: LexborNode, depth: int) -> None:
        if depth > _DEEPEST:
            raise Unreadable(_TOO_DEEP)
        tag = (node.tag or "").lower()
        if tag == "-text":
            self.words.append(node.text_content or "")
        elif tag == "br":
            self.end()
        elif tag == "table":
            self.end()
            self._table(node, depth)
        elif not (tag.startswith("-") or tag in _SKIPPED):
            self._element(node, tag, depth)

    def _element(self, node: LexborNode, tag: str, depth: int) -> None:
        block = tag in _BLOCKS
        if block:
            self._open(node, tag)
        for child in _children(node):
            self.node(child, depth + 1)
        if tag == "dt":
            self.words.append(": ")
        elif block:
            self._close(tag)

    def _open(self, node: LexborNode, tag: str) -> None:
        if tag != "dd" or not self.words:
            self.end()
        if tag == "ol":
            self.ordinals.append(_number(node.attributes.get("start")) or 1)
        elif tag == "ul":
            self.ordinals.append(None)
        elif tag == "li":
            self.prefix = self._item_mark(node)

    def _close(self, tag: str) -> None:
        if tag == "h1" and not any("PCD" in word for word in self.words) and any(word.strip() for word in self.words):
            self.words.insert(0, "Title: ")
        self.end()
        if tag in ("ol", "ul"):
            self.ordinals.pop()
        elif tag == "li":
            self.prefix = ""

    def _item_mark(self, item: LexborNode) -> str:
        ordinal = self.ordinals[-1] if self.ordinals else None
        if ordinal is None:
            return "- "
        ordinal = _number(item.attributes.get("value")) or ordinal
        self.ordinals[-1] = ordinal + 1
        return f"{ordinal}. "

    def _table(self, node: LexborNode, depth: int) -> None:
        caption = node.css_first("caption")
        if caption is not None:
            self.lines.append(squeeze(caption.text()))
        rows = [[_cell(cell, depth) for cell in _cells(row)] for row in _rows(node)]
        lines = table_lines([row for row in rows if any(cell.strip() for cell in row)])
        self.lines.append("\n".join(line for line in lines if line.strip()))


def _children(node: LexborNode) -> Iterator[LexborNode]:
    child = node.child
    while child is not None:
        yield child
        child = child.next


def _rows(table: LexborNode) -> Iterator[LexborNode]:
    for child in _children(table):
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from (row for row in _children(child) if row.tag == "tr")


def _number(value: str | None) -> int | None:
    return int(value) if value and value.isdecimal() and len(value) < 4 else None


def _cells(row: LexborNode) -> list[LexborNode]:
    return [child for child in _children(row) if (child.tag or "") in ("td", "th")]


def _cell(cell: LexborNode, depth: int) -> str:
    walk = _Walk()
    for child in _children(cell):
        walk.node(child, depth + 3)
    walk.end()
    return "\n".join(walk.lines)
