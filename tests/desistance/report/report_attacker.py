"""The attacker on a whole report: every CSV and every table of the page, by someone who knows the rules.

He has none of the library's code. He looks for all whole numbers that fit everything shown: counts behind rounded ones,
shares and differences worked out from them, and the means of the categories of one variable, which are shares of the
people compared and add up to one.
"""

import csv
import math
from itertools import product

import html5lib
import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

GROUPS = {"took part": "mean_treated", "comparison": "mean_control"}
SHARE = "reoffended"


def number(text):
    """A cell as a number, None where nothing is shown."""
    try:
        return float(text.replace("\N{MINUS SIGN}", "-").replace(",", ""))
    except ValueError:
        return None


def read(folder):
    """Every table by name, a list of rows: those of the CSV files, and those of the page under their captions."""
    held = {}
    for path in sorted((folder / "tables").glob("*.csv")):
        with path.open(encoding="utf-8") as file:
            held[path.stem] = list(csv.DictReader(file))
    tree = html5lib.parse((folder / "report.html").read_text(encoding="utf-8"), namespaceHTMLElements=False)
    for table in tree.iter("table"):
        lines = [
            ["".join(cell.itertext()).strip() for cell in row if cell.tag in ("td", "th")] for row in table.iter("tr")
        ]
        caption = "".join(table.find("caption").itertext()).strip()
        held[caption] = [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]
    return held


class Report:
    def __init__(self, folder, *, threshold, rounding=0):
        self.tables, self.threshold, self.rounding = read(folder), threshold, rounding

    def behind(self, shown):
        """The counts that a shown one can stand for; all up to a great number where it is withheld."""
        if shown is None:
            return range(400)
        shown = int(shown)
        if not self.rounding:
            return range(shown, shown + 1)
        low = math.ceil(shown - self.rounding / 2)
        return range(max(low, self.threshold), math.ceil(shown + self.rounding / 2))

    def counts(self, everything=True):
        """Every count of the table of outcomes with all that it can be, given everything shown or that table."""
        rows = {(row["group"], row["reoffended"]): number(row["people"]) for row in self.tables["counts"]}
        keys = [(group, told) for group in GROUPS for told in ("yes", "no")]
        found = {key: set() for key in keys}
        for values in product(*(self.behind(rows[key]) for key in keys)):
            if self.fits(dict(zip(keys, values, strict=True)), rows, everything):
                for key, value in zip(keys, values, strict=True):
                    found[key].add(value)
        return found

    def fits(self, counts, rows, everything):
        sizes = {group: counts[group, "yes"] + counts[group, "no"] for group in GROUPS}
        if not all(sizes.values()):
            return False
        if not everything:
            return self.fits_totals(sizes, rows)
        shares = [counts[group, "yes"] / sizes[group] for group in GROUPS]
        return self.fits_totals(sizes, rows) and self.fits_specification(100 * (shares[0] - shares[1]))

    def fits_totals(self, sizes, rows):
        totals = {group: rows[group, "all"] for group in sizes}
        return all(told is None or sizes[group] in self.behind(told) for group, told in totals.items())

    def fits_specification(self, points):
        """The registered comparison is told again among the specifications, in percentage points.

        Where counts are rounded the rules say that it follows from those, so it tells something only where it does not.
        """
        rows = [row for row in self.tables.get("specifications", ()) if row["name"] == "as registered"]
        if not rows or number(rows[0]["value"]) is None:
            return True
        told = number(rows[0]["value"])
        step = self.step() if self.rounding else 0.1
        if self.rounding and told == step * round(100 * number(self.tables["effects"][0]["estimate"]) / step):
            return True
        return abs(points - told) <= step / 2 + 1e-9

    def step(self):
        rows = [
            row for row in self.tables["counts"] if row["group"] == "took part" and row["reoffended"] in ("yes", "no")
        ]
        return max(1, math.ceil(100 * self.rounding / sum(number(row["people"]) for row in rows)))

    def narrowed(self):
        """Counts of which the rest of the report tells more than the table of counts does by itself."""
        alone = self.counts(everything=False)
        return {key: values for key, values in self.counts().items() if values != alone[key]}

    def categories(self, family, base=True):
        """The people of each hidden category of one variable, as (least, greatest), by group."""
        rows = [row for row in self.tables["balance"] if row["covariate"].startswith(f"{family}: ")]
        found = {}
        for group, column in GROUPS.items():
            size = int(number(next(
                row["people"] for row in self.tables["flow"] if row["group"] == group and row["step"] == "compared"
            )))  # fmt: skip
            limits = [self.people_of(number(row[column]), size) for row in rows]
            if base:
                limits.append((0, size))
            low, high = np.array(limits, dtype=float).T
            held = [LinearConstraint(np.ones((1, len(limits))), size, size)]
            for place, row in enumerate(rows):
                if number(row[column]) is None:
                    aim = np.zeros(len(limits))
                    aim[place] = 1
                    ends = [
                        milp(sign * aim, constraints=held, bounds=Bounds(low, high), integrality=np.ones(len(aim))).x
                        for sign in (1, -1)
                    ]
                    found[group, row["covariate"]] = tuple(round(end[place]) for end in ends)
        return found

    @staticmethod
    def people_of(mean, size):
        """How many people a mean of three decimals can stand for."""
        if mean is None:
            return 0, size
        return math.ceil((mean - 0.0005) * size - 1e-9), math.floor((mean + 0.0005) * size + 1e-9)

    def page_shows_what_files_withhold(self):
        """Cells that a file leaves empty and the page of the same table does not."""
        pairs = {
            "counts": ("People by group and whether they reoffended", "people", "People"),
            "flow": ("From the people named to the people compared", "people", "People"),
        }
        told = []
        for name, (caption, column, header) in pairs.items():
            for row, shown in zip(self.tables[name], self.tables[caption], strict=True):
                if number(row[column]) is None and number(shown[header]) is not None:
                    told.append((name, shown))
        return told
