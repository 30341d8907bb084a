"""A paper as a standalone HTML document that needs nothing else to be read, by eye or by screen reader."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from throughcare.commissioning.decisions.rules.paper import Paper, Row, Table
from throughcare.commissioning.decisions.rules.writing import figures
from throughcare.commissioning.decisions.rules.writing.pieces import Piece, pieces
from throughcare.commissioning.decisions.rules.writing.text import head

_STYLE = """body{font-family:Arial,sans-serif;line-height:1.5;max-width:60em;margin:0 auto;padding:1em;color:#0b0c0c}
table{border-collapse:collapse;width:100%}caption{text-align:left;font-weight:bold}
th,td{border-bottom:1px solid #6f777b;padding:.3em .6em;text-align:left}td{text-align:right}
.scroll{overflow-x:auto}dt{font-weight:bold}dd{margin:0 0 .5em}"""


def to_html(paper: Paper) -> str:
    """A complete document: language, title, one h1, headings in order, a table with caption and header cells.

    Everything that the paper says is escaped. ``reading.read_paper`` reads the document back to an equal paper.
    """
    title = escape(" ".join(f"{paper.reference} {paper.title}".split()) or "Decision paper")
    body = "\n".join(_body(pieces(paper)))
    return (
        '<!doctype html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _body(stream: Iterable[Piece]) -> Iterator[str]:
    open_list = ""
    for piece in stream:
        wanted = {"field": "dl", "item": "ul"}.get(piece.kind, "")
        if open_list and open_list != wanted:
            yield f"</{open_list}>"
        if wanted and open_list != wanted:
            yield f"<{wanted}>"
        open_list = wanted
        yield _element(piece)
    if open_list:
        yield f"</{open_list}>"


def _element(piece: Piece) -> str:
    text, label = escape(piece.text), escape(piece.label)
    if piece.kind == "title":
        return f"<h1>{label}: {text}</h1>" if label else f"<h1>{text}</h1>"
    if piece.kind == "numbered":
        anchor = label.rstrip(".")
        return f'<p id="{"para" if "." in anchor else "rec"}-{anchor}"><span>{label}</span> {text}</p>'
    if piece.table:
        return "\n".join(_table(piece.table))
    shapes = {
        "heading": f"<h2>{text}</h2>",
        "subheading": f"<h3>{label}. {text}</h3>",
        "label": f"<h3>{text}</h3>",
        "field": f"<dt>{label}</dt><dd>{text}</dd>",
        "item": f"<li>{text}</li>",
    }
    return shapes.get(piece.kind, f"<p>{text}</p>")


def _table(table: Table) -> Iterator[str]:
    columns = head(table)
    unit = figures.UNIT_NAMES[table.unit_pence]
    rounded = ", rounded" if table.says_rounded else ""
    yield '<div class="scroll" tabindex="0" role="region" aria-label="Financial table">\n<table>\n'
    yield f"<caption>Figures in {unit}{rounded}</caption>"
    cells = "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)
    yield f"<thead><tr><td></td>{cells}</tr></thead>"
    for block in table.blocks:
        yield "<tbody>"
        if block.title:
            yield f'<tr><th scope="rowgroup" colspan="{len(columns) + 1}">{escape(block.title)}</th></tr>'
        yield from (_row(row, table) for row in (*block.rows, *([block.total] if block.total else [])))
        yield "</tbody>"
    yield "</table>\n</div>"


def _row(row: Row, table: Table) -> str:
    cells = "".join(f"<td>{escape(cell)}</td>" for cell in figures.cells(row, table))
    return f'<tr><th scope="row">{escape(row.label)}</th>{cells}</tr>'
