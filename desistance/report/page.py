"""One page of HTML that stands alone: headings in order, captioned tables, charts with words, no script, no network."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from desistance.report.blocks import Points, Section, Table, Text
from desistance.report.figures import Figure

STYLE = """
:root { color: #0b0c0c; background: #ffffff; font-family: Arial, Helvetica, sans-serif; line-height: 1.5; }
body { margin: 0 auto; max-width: 60rem; overflow-wrap: anywhere; padding: 0 1rem 3rem; }
td, th { overflow-wrap: normal; }
h1 { font-size: 2rem; line-height: 1.2; }
h2 { border-top: 2px solid #0b0c0c; font-size: 1.5rem; margin-top: 3rem; padding-top: 1rem; }
p, li { max-width: 44rem; }
.strong { font-size: 1.19rem; font-weight: bold; }
.wide { margin: 1.5rem 0; overflow-x: auto; }
.wide:focus { outline: 3px solid #0b0c0c; }
table { border-collapse: collapse; width: 100%; }
caption { font-weight: bold; padding-bottom: .5rem; text-align: left; }
th, td { border-bottom: 1px solid #6f777b; padding: .4rem .8rem .4rem 0; text-align: left; vertical-align: top; }
td { font-variant-numeric: tabular-nums; }
figure { margin: 1.5rem 0; }
figcaption { font-weight: bold; }
figure svg { height: auto; max-width: 100%; }
figure svg * { stroke-linecap: butt; stroke-linejoin: round; }
.skip { background: #ffdd00; color: #0b0c0c; left: -100rem; padding: .5rem; position: absolute; }
.skip:focus { left: 1rem; }
@media print { h2 { break-after: avoid; } figure, tr { break-inside: avoid; } .wide { overflow: visible; } }
""".strip()


def page(title: str, lead: Sequence[str], sections: Sequence[Section], foot: Sequence[str]) -> str:
    """The whole page. Every word given is escaped."""
    parts = [
        "<!DOCTYPE html>",
        '<html lang="en-GB">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(title)}</title>",
        f"<style>\n{STYLE}\n</style>",
        "</head>",
        "<body>",
        '<a class="skip" href="#main">Skip to the report</a>',
        '<main id="main">',
        f"<h1>{escape(title)}</h1>",
        *(f"<p>{escape(says)}</p>" for says in lead),
    ]
    for number, section in enumerate(sections, 1):
        parts += _section(section, f"part-{number}")
    parts += ["</main>", "<footer>", *(f"<p>{escape(says)}</p>" for says in foot), "</footer>", "</body>", "</html>"]
    return "\n".join(parts) + "\n"


def _section(section: Section, name: str) -> list[str]:
    lines = [f'<section aria-labelledby="{name}">', f'<h2 id="{name}">{escape(section.heading)}</h2>']
    for block in section.blocks:
        lines += _block(block)
    return [*lines, "</section>"]


def _block(block: Text | Points | Table | Figure) -> list[str]:
    if isinstance(block, Text):
        marked = ' class="strong"' if block.strong else ""
        return [f"<p{marked}>{escape(block.says)}</p>"]
    if isinstance(block, Points):
        return ["<ul>", *(f"<li>{escape(says)}</li>" for says in block.says), "</ul>"]
    if isinstance(block, Figure):
        return ["<figure>", f"<figcaption>{escape(block.title)}</figcaption>", block.svg, "</figure>"]
    return _table(block)


def _table(table: Table) -> list[str]:
    name = f"table-{table.name}"
    lines = [
        f'<div class="wide" role="region" tabindex="0" aria-labelledby="{name}">',
        "<table>",
        f'<caption id="{name}">{escape(table.caption)}</caption>',
        "<thead>",
        "<tr>" + "".join(f'<th scope="col">{escape(one.header)}</th>' for one in table.columns) + "</tr>",
        "</thead>",
        "<tbody>",
    ]
    for first, *rest in table.rows():
        cells = "".join(f"<td>{escape(cell)}</td>" for cell in rest)
        lines.append(f'<tr><th scope="row">{escape(first)}</th>{cells}</tr>')
    return [*lines, "</tbody>", "</table>", "</div>"]
