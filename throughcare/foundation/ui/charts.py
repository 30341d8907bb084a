"""Charts as our own SVG: where each bar, line and label goes. Drawing is left to ``components/chart.jinja``.

Every chart has a headline that says what it shows, a second line with measure, place and period, a description, the
table of its figures and the address of the same figures as CSV. Series differ by pattern as well as by colour.
Lengths are in SVG user units. Values are integer pence for money, or plain numbers for counts.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .words import millions, pounds

Value = int | float | None
MOST_SERIES = 6
BAR_GAP, LEFT, RIGHT, BOTTOM, PLOT_HEIGHT, LANE = 8, 72, 16, 52, 260, 34


@dataclass(frozen=True, slots=True)
class Series:
    """A named row of figures, one for each year or category; null where there is none."""

    name: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Movement:
    """Money moved between years in pence. An empty year stands for reserves outside the years shown."""

    from_year: str
    to_year: str
    pence: int
    label: str

    def year_change(self, year: str) -> int:
        """What the movement adds to a year (negative for what it takes away), in pence."""
        return self.pence * ((year == self.to_year) - (year == self.from_year))


@dataclass(frozen=True, slots=True)
class FundingChart:
    """Funding stacked by funder beside planned spending, year by year, with movements between the years.

    ``ident`` is unique on its page; ``headline`` says what the reader should see; ``measure`` gives measure, place
    and period. Each series has one value a year, in pence.
    """

    ident: str
    headline: str
    measure: str
    years: tuple[str, ...]
    funding: tuple[Series, ...]
    spending: tuple[Series, ...]
    movements: tuple[Movement, ...] = ()
    csv_href: str = ""


@dataclass(frozen=True, slots=True)
class BarChart:
    """One bar a category. ``show`` turns a value into words (pounds unless told otherwise)."""

    ident: str
    headline: str
    measure: str
    labels: tuple[str, ...]
    series: Series
    csv_href: str = ""
    show: Callable[[int], str] = pounds


@dataclass(frozen=True, slots=True)
class Mark:
    """A bar or a part of one. ``series`` counts from 1 and chooses colour and pattern; ``says`` is its tooltip."""

    x: float
    y: float
    width: float
    height: float
    series: int
    says: str


@dataclass(frozen=True, slots=True)
class Label:
    """A text at a place; ``role`` is its class suffix (``tick``, ``year``, ``kind``, ``total``, ``move``, ``name``)."""

    x: float
    y: float
    text: str
    role: str
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line: ``role`` is ``grid``, ``zero`` or ``move`` (which has an arrow head)."""

    x1: float
    y1: float
    x2: float
    y2: float
    role: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """All that the partial needs to draw a chart and print its table."""

    ident: str
    headline: str
    measure: str
    description: str
    width: int
    height: int
    marks: tuple[Mark, ...]
    lines: tuple[Line, ...]
    labels: tuple[Label, ...]
    legend: tuple[tuple[int, str], ...]
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    csv_href: str = ""


@dataclass(frozen=True, slots=True)
class Spark:
    """A small line without axes: ``points`` for a polyline, the last point, and what it says in words."""

    points: str
    last: tuple[float, float]
    says: str
    width: int = 120
    height: int = 32


@dataclass(frozen=True, slots=True)
class Scale:
    """Turns a value into a height: ``low`` and ``high`` are the ends of the axis, ``step`` its ticks."""

    low: float
    high: float
    step: float
    top: float
    height: float

    def y(self, value: float) -> float:
        """The vertical place of a value."""
        return round(self.top + self.height * (self.high - value) / (self.high - self.low), 2)

    def ticks(self) -> list[float]:
        """The values that get a grid line."""
        return [self.low + self.step * index for index in range(round((self.high - self.low) / self.step) + 1)]


def nice_step(span: float, ticks: int = 5) -> float:
    """A step of 1, 2 or 5 times a power of ten that cuts ``span`` into about ``ticks`` parts."""
    rough = max(span, 1) / ticks
    power = 10 ** math.floor(math.log10(rough))
    return next(power * factor for factor in (1, 2, 5, 10) if rough <= power * factor * 1.0000001)


def scale_for(lowest: float, highest: float, top: float, height: float = PLOT_HEIGHT) -> Scale:
    """An axis from zero, or from below it where there are negative values."""
    step = nice_step(highest - min(lowest, 0))
    low = math.floor(min(lowest, 0) / step) * step
    high = max(math.ceil(highest / step) * step, low + step)
    return Scale(low, high, step, top, height)


def stack_ends(groups: Sequence[Sequence[Series]], index: int) -> list[float]:
    """The lowest and highest ends of every stack at one year."""
    ends = []
    for group in groups:
        values = [series.values[index] or 0 for series in group]
        ends += [sum(value for value in values if value < 0), sum(value for value in values if value > 0)]
    return ends


def check_lengths(length: int, series: Sequence[Series]) -> None:
    """Refuses a chart whose series do not fit its years, or that has more series than there are patterns."""
    if not length:
        raise ValueError("A chart needs at least one year or category. Show an empty state instead.")
    if len(series) > MOST_SERIES:
        raise ValueError(
            f"A chart can tell {MOST_SERIES} series apart, not {len(series)}. Group the smallest as Other."
        )
    for one in series:
        if len(one.values) != length:
            raise ValueError(f"Series {one.name!r} has {len(one.values)} values for {length} years or categories.")


def group_width(years: int) -> float:
    """The room for one year's bars: wide where there are few years, never too narrow for the amounts."""
    return max(124, min(210, 640 // years))


def bar_width(years: int) -> float:
    """The width of one stack."""
    return round(group_width(years) * 0.36)


def funding_drawing(chart: FundingChart) -> Drawing:
    """Where everything goes in a funding chart."""
    every = (*chart.funding, *chart.spending)
    check_lengths(len(chart.years), every)
    groups = [group for group in (chart.funding, chart.spending) if group]
    ends = [end for index in range(len(chart.years)) for end in stack_ends(groups, index)]
    top = 24 + LANE * len(chart.movements)
    scale = scale_for(min(ends), max(ends), top)
    room, bar = group_width(len(chart.years)), bar_width(len(chart.years))
    width = round(LEFT + room * len(chart.years) + RIGHT)
    marks: list[Mark] = []
    labels: list[Label] = []
    for index, year in enumerate(chart.years):
        centre = LEFT + room * (index + 0.5)
        labels.append(Label(centre, top + PLOT_HEIGHT + 40, year, "year"))
        for place, (group, kind, first) in enumerate(kinds(chart)):
            x = centre - bar - BAR_GAP / 2 + place * (bar + BAR_GAP)
            marks += stack(group, index, (x, bar), scale, first, f"{year}, ")
            labels += stack_labels(group, index, x + bar / 2, scale, kind)
    axis_lines, axis_labels = axis(scale, width)
    move_lines, move_labels = movement_lanes(chart, width)
    return Drawing(
        chart.ident, chart.headline, chart.measure, funding_words(chart), width, top + PLOT_HEIGHT + BOTTOM,
        tuple(marks), (*axis_lines, *move_lines), (*axis_labels, *labels, *move_labels),
        tuple((number, one.name) for number, one in enumerate(every, 1)),
        ("", *chart.years, "Total"), funding_rows(chart), chart.csv_href,
    )  # fmt: skip


def kinds(chart: FundingChart) -> list[tuple[tuple[Series, ...], str, int]]:
    """The two groups with their short names and the number of their first series."""
    return [(chart.funding, "Funding", 1), (chart.spending, "Spending", len(chart.funding) + 1)]


def stack(
    group: Sequence[Series], index: int, bar: tuple[float, float], scale: Scale, first: int, prefix: str
) -> list[Mark]:
    """The parts of one stack, upwards for positive and downwards for negative values."""
    (x, width), above, below = bar, 0.0, 0.0
    marks = []
    for number, series in enumerate(group, first):
        value = series.values[index] or 0
        start = above if value > 0 else below
        end = start + value
        if value > 0:
            above = end
        elif value < 0:
            below = end
        else:
            continue
        high, low = scale.y(max(start, end)), scale.y(min(start, end))
        marks.append(Mark(x, high, width, round(low - high, 2), number, f"{prefix}{series.name}: {pounds(int(value))}"))
    return marks


def stack_labels(group: Sequence[Series], index: int, centre: float, scale: Scale, kind: str) -> list[Label]:
    """The total above a stack and the kind of bar below it."""
    if not group:
        return []
    values = [series.values[index] or 0 for series in group]
    top = scale.y(sum(value for value in values if value > 0))
    return [
        Label(centre, top - 6, millions(int(sum(values))), "total"),
        Label(centre, scale.top + scale.height + 18, kind, "kind"),
    ]


def axis(scale: Scale, width: int) -> tuple[list[Line], list[Label]]:
    """Grid lines with their amounts; the zero line is stronger."""
    lines, labels = [], []
    places = 2 if scale.step < 10_000_000 else 1
    for tick in scale.ticks():
        y = scale.y(tick)
        lines.append(Line(LEFT, y, width - RIGHT, y, "zero" if abs(tick) < scale.step / 1000 else "grid"))
        labels.append(Label(LEFT - 8, y + 4, millions(round(tick), places), "tick", "end"))
    return lines, labels


def movement_lanes(chart: FundingChart, width: int) -> tuple[list[Line], list[Label]]:
    """One lane above the bars for each movement: an arrow from year to year with its words."""
    lines, labels = [], []
    for lane, movement in enumerate(chart.movements):
        y = 34 + lane * LANE
        start = year_centre(chart, movement.from_year, LEFT)
        end = year_centre(chart, movement.to_year, width - RIGHT)
        lines.append(Line(start, y, end - math.copysign(6, end - start), y, "move"))
        labels.append(Label((start + end) / 2, y - 7, movement.label, "move"))
    return lines, labels


def year_centre(chart: FundingChart, year: str, otherwise: float) -> float:
    """The middle of a year's bars; ``otherwise`` where the year is empty or not shown."""
    return LEFT + group_width(len(chart.years)) * (chart.years.index(year) + 0.5) if year in chart.years else otherwise


def total(values: Sequence[Value]) -> int:
    """The sum of what is there."""
    return int(sum(value or 0 for value in values))


def funding_rows(chart: FundingChart) -> tuple[tuple[str, ...], ...]:
    """The table of a funding chart: series, totals of each group, and the difference."""
    rows = []
    sums: list[list[int]] = []
    for group, kind, _ in kinds(chart):
        for series in group:
            shown = [pounds(None if value is None else int(value)) for value in series.values]
            rows.append((f"{kind}: {series.name}", *shown, pounds(total(series.values))))
        sums.append([total([series.values[index] for series in group]) for index in range(len(chart.years))])
        rows.append((f"{kind} in total", *map(pounds, sums[-1]), pounds(total(sums[-1]))))
    gaps = [funded - planned for funded, planned in zip(*sums, strict=True)]
    rows.append(("Funding less spending", *map(pounds, gaps), pounds(sum(gaps))))
    for move in chart.movements:
        cells = [move.year_change(year) for year in chart.years]
        rows.append((f"Movement: {move.label}", *(pounds(cell) if cell else "\N{EN DASH}" for cell in cells), ""))
    return tuple(rows)


def funding_words(chart: FundingChart) -> str:
    """The description that stands for the picture: every total and every movement."""
    sentences = []
    for index, year in enumerate(chart.years):
        funded = total([series.values[index] for series in chart.funding])
        planned = total([series.values[index] for series in chart.spending])
        sentences.append(f"{year}: funding {pounds(funded)}, planned spending {pounds(planned)}.")
    return " ".join([*sentences, *(f"Movement: {move.label}." for move in chart.movements)])


def bar_drawing(chart: BarChart) -> Drawing:
    """Where everything goes in a chart of horizontal bars: each label above its bar, the value at its end."""
    check_lengths(len(chart.labels), [chart.series])
    values = [value or 0 for value in chart.series.values]
    lowest, highest = min(0, *values), max(0, *values)
    width, row = 640, 52
    unit = (width - 140) / ((highest - lowest) or 1)
    zero = -lowest * unit
    marks, labels, rows = [], [], []
    for index, (name, raw, value) in enumerate(zip(chart.labels, chart.series.values, values, strict=True)):
        y = index * row
        words = "\N{EN DASH}" if raw is None else chart.show(int(raw))
        start, length = zero + min(value, 0) * unit, abs(value) * unit
        labels.append(Label(0, y + 16, name, "name", "start"))
        labels.append(Label(round(start + length + 8, 2), y + 40, words, "value", "start"))
        if value:
            marks.append(Mark(round(start, 2), y + 24, round(length, 2), 22, 1, f"{name}: {words}"))
        rows.append((name, words))
    says = " ".join(f"{name}: {words}." for name, words in rows)
    height = row * len(rows)
    lines = (Line(zero, 0, zero, height, "zero"),) if lowest < 0 else ()
    return Drawing(
        chart.ident, chart.headline, chart.measure, says, width, height, tuple(marks), lines, tuple(labels), (),
        ("", chart.series.name), tuple(rows), chart.csv_href,
    )  # fmt: skip


def sparkline(values: Sequence[float], says: str, *, width: int = 120, height: int = 32) -> Spark:
    """A small line of two or more values; ``says`` is the sentence that stands for it."""
    if len(values) < 2:
        raise ValueError("A sparkline needs two values or more. Show the figure alone instead.")
    low, high = min(values), max(values)
    spread = (high - low) or 1
    step = (width - 8) / (len(values) - 1)
    places = [
        (round(4 + index * step, 2), round(4 + (height - 8) * (high - value) / spread, 2))
        for index, value in enumerate(values)
    ]
    return Spark(" ".join(f"{x},{y}" for x, y in places), places[-1], says, width, height)


def drawn(chart: FundingChart | BarChart) -> Drawing:
    """The drawing of any chart."""
    return funding_drawing(chart) if isinstance(chart, FundingChart) else bar_drawing(chart)


def as_csv(chart: FundingChart | BarChart) -> str:
    """The same table as CSV, with amounts as plain pounds that a spreadsheet can add. Every cell is quoted."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    drawing = drawn(chart)
    writer.writerow(drawing.head)
    for name, *cells in drawing.rows:
        writer.writerow([guarded(name), *(plain(cell) for cell in cells)])
    return out.getvalue()


def plain(cell: str) -> str:
    """A shown amount as a number without signs of its own; a dash as nothing."""
    return cell.replace("£", "").replace(",", "").replace("\N{MINUS SIGN}", "-").replace("\N{EN DASH}", "")


def guarded(cell: str) -> str:
    """A text that a spreadsheet would take for a formula, marked as text."""
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell
