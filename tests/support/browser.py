"""Trying pages in a real browser: accessibility, reflow, keyboard, valid HTML. Each helper says what is wrong."""

from __future__ import annotations

import re
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import html5lib

# The headless shell is the same engine without windows and menus, and takes half the processor time for each page.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
FLAGS = ("--no-sandbox", "--disable-dev-shm-usage")
WIDTHS = (320, 1280)
RULE_SETS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
BAD_PAGE = """<html><head></head><body><main><h1>Bad</h1><img src="data:,"><input type="text">
<p style="color:#bbb;background:#fff">Too pale to read</p></main></body></html>"""
BAD_PAGE_BREAKS = {"image-alt", "label", "color-contrast", "html-has-lang", "document-title"}


def chromium_path() -> str | None:
    """The Chromium of this machine, null where there is none."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


_driven: list[tuple[Any, Any]] = []
_users = 0


@contextmanager
def running_chromium(path: str) -> Iterator[Any]:
    """The installed Chromium, started once however many folders of tests ask: the driver runs once in a thread."""
    global _users
    if not _users:
        from playwright.sync_api import sync_playwright

        driver = sync_playwright().start()
        _driven.append((driver, driver.chromium.launch(executable_path=path, args=list(FLAGS))))
    _users += 1
    try:
        yield _driven[0][1]
    finally:
        _users -= 1
        if not _users:
            driver, running = _driven.pop()
            running.close()
            driver.stop()


@dataclass
class Watch:
    """What a page complained of: console errors, uncaught exceptions and answers of 400 or more.

    A test that means to provoke one says so beforehand with ``allow``.
    """

    problems: list[str] = field(default_factory=list)
    allowed: list[re.Pattern[str]] = field(default_factory=list)

    def allow(self, pattern: str) -> None:
        """Leaves out problems that a regular expression finds."""
        self.allowed.append(re.compile(pattern))

    def note(self, problem: str) -> None:
        """Remembers a problem."""
        self.problems.append(problem)

    def unexpected(self) -> list[str]:
        """The problems that no test meant."""
        return [one for one in self.problems if not any(pattern.search(one) for pattern in self.allowed)]

    def follow(self, page: Any) -> None:
        """Listens to a page."""
        page.on("console", lambda said: self.note(f"console: {said.text}") if said.type == "error" else None)
        page.on("pageerror", lambda error: self.note(f"exception: {error}"))
        page.on(
            "response",
            lambda answer: self.note(f"{answer.status} {answer.url}") if answer.status >= 400 else None,
        )


def axe_violations(page: Any) -> dict[str, list[str]]:
    """Broken rules by id, with the HTML of each place, in every rule set that WCAG 2.2 AA needs and best practice."""
    from axe_playwright_python.sync_playwright import Axe

    # No rule of these sets reads style sheets of other places, and a place is told by its HTML: a third less work.
    spared = {"preload": False, "selectors": False}
    options = {"runOnly": {"type": "tag", "values": RULE_SETS}, "resultTypes": ["violations"], **spared}
    found = Axe().run(page, options=options).response["violations"]
    return {rule["id"]: [place["html"][:200] for place in rule["nodes"]] for rule in found}


def leave_by(page: Any, place: str) -> None:
    """Presses a button or follows a link that leads to another page, and waits until that page is there whole.

    A click alone returns at once: what comes after it may still read the page before, or find no page at all.
    """
    with page.expect_navigation():
        page.click(place)


def html(page: Any) -> str:
    """The page as it stands once it is there whole: a click returns as soon as the answer begins."""
    page.wait_for_load_state()
    return page.content()


def axe(page: Any) -> None:
    """Fails where axe finds anything."""
    page.wait_for_load_state()
    found = axe_violations(page)
    assert not found, f"{page.url} breaks " + "; ".join(f"{rule}: {places}" for rule, places in found.items())


def no_horizontal_scroll(page: Any) -> None:
    """Fails where the page is wider than the window at 320 or at 1280 px."""
    before = page.viewport_size
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        wide, culprit = page.evaluate(WIDEST)
        assert wide <= width, f"{page.url} is {wide} px wide in a window of {width}: {culprit}"
    page.set_viewport_size(before)
    # The menu folds and unfolds a moment after the window changes. Page scripts may be off, so none can say when.
    page.wait_for_timeout(50)


WIDEST = """() => {
  const scrolled = (one) => one.parentElement?.closest(".tc-scroll, .govuk-visually-hidden, pre");
  const beyond = [...document.body.querySelectorAll("*")].filter((one) =>
    one.getBoundingClientRect().right > window.innerWidth + 1 && !scrolled(one));
  const culprits = beyond.slice(0, 3).map((one) => one.outerHTML.slice(0, 160)).join(" | ");
  return [document.documentElement.scrollWidth, culprits];
}"""

CONTROLS = """() => {
  const style = (one) => {
    const parts = [[one, null], [one, "::before"], [one, "::after"]];
    if (one.nextElementSibling) parts.push([one.nextElementSibling, "::before"]);
    if (one.parentElement) parts.push([one.parentElement, null]);
    return parts.map(([element, pseudo]) => {
      const s = getComputedStyle(element, pseudo);
      return [s.outlineStyle === "none" ? "" : s.outline, s.boxShadow, s.backgroundColor, s.borderColor].join("/");
    }).join("|");
  };
  const wanted = "a[href], button, input, select, textarea, summary, [tabindex]";
  const seen = [...document.querySelectorAll(wanted)].filter((one) =>
    one.tabIndex >= 0 && !one.disabled && one.type !== "hidden" && one.checkVisibility({visibilityProperty: true}));
  window.tcStyle = style;
  window.tcResting = new Map(seen.map((one, index) => { one.dataset.tcControl = index; return [index, style(one)]; }));
  const groups = new Set();
  return seen.filter((one) => {
    if (one.type !== "radio") return true;
    const isFirst = !groups.has(one.name);
    groups.add(one.name);
    return isFirst;
  }).map((one) => [Number(one.dataset.tcControl), one.type === "radio" ? one.name : "", one.outerHTML.slice(0, 160)]);
}"""

# Two frames: after a change of width, scripts that listen for it have run and the page is drawn again.
SETTLED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 0))))"

FOCUSED = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const index = Number(one.dataset.tcControl ?? -1);
  return [index, one.type === "radio" ? one.name : "", window.tcStyle(one) !== window.tcResting.get(index)];
}"""


def keyboard_reaches(page: Any) -> None:
    """Fails where a control cannot be reached with Tab alone, or shows nothing when it is."""
    page.evaluate(SETTLED)
    controls = page.evaluate(CONTROLS)
    page.evaluate("() => { document.activeElement?.blur(); window.scrollTo(0, 0); }")
    reached: set[int] = set()
    groups: set[str] = set()
    faint: set[int] = set()
    for _ in range(len(controls) + 10):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused is None:
            continue
        index, group, is_visible = focused
        reached.add(index)
        groups.add(group)
        if not is_visible:
            faint.add(index)
    missed = [html for index, group, html in controls if index not in reached and (not group or group not in groups)]
    assert not missed, f"{page.url}: the keyboard does not reach {missed}"
    unseen = [html for index, _, html in controls if index in faint]
    assert not unseen, f"{page.url}: focus cannot be seen on {unseen}"


def html_faults(text: str) -> list[str]:
    """What is wrong with a page as HTML: parse errors, ids used twice, and more or fewer than one h1."""
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
    tree = parser.parse(text)
    faults = [f"line {place[0]}: {code} {detail}" for place, code, detail in parser.errors]
    ids = Counter(element.get("id") for element in tree.iter() if element.get("id"))
    faults += [f"id {name!r} is used {times} times" for name, times in ids.items() if times > 1]
    for element in tree.iter():
        if element.get("style"):
            faults.append(f"<{element.tag}> has a style attribute, which the content security policy refuses")
        for reference in ("aria-labelledby", "aria-describedby", "for"):
            faults += [
                f"{reference}={name!r} names nothing"
                for name in (element.get(reference) or "").split()
                if name not in ids
            ]
    headings = len(list(tree.iter("h1")))
    return faults + ([] if headings == 1 else [f"there are {headings} h1, not one"])


def valid_html(response: Any) -> None:
    """Fails where the HTML of a Django response, or a text, is not valid."""
    text = response if isinstance(response, str) else response.content.decode("utf-8")
    faults = html_faults(text)
    assert not faults, "The page is not valid HTML: " + "; ".join(faults[:10])


SWALLOWED = """() => [...document.querySelectorAll("main .tc-scroll, main .govuk-fieldset")].filter((one) =>
  one.checkVisibility() && one.textContent.trim() && one.getBoundingClientRect().height < 10
).map((one) => one.outerHTML.slice(0, 160))"""


def nothing_swallowed(page: Any) -> None:
    """Fails where a table or a group of fields is on the page and takes no room in it: nobody would see it."""
    lost = page.evaluate(SWALLOWED)
    assert not lost, f"{page.url}: takes no room though it has words: {lost}"


def sound_page(page: Any) -> None:
    """Everything at once, for any page in its present state: axe, reflow, valid HTML, keyboard last."""
    axe(page)
    nothing_swallowed(page)
    no_horizontal_scroll(page)
    keyboard_reaches(page)


def until(page: Any, expression: str, *, seconds: float = 15) -> None:
    """Waits for an expression to be true on the page, asking anew each time.

    The browser driver's own waiting evaluates text inside the page, which our content security policy forbids as soon
    as the first answer is no.
    """
    end = time.monotonic() + seconds
    while not page.evaluate(expression):
        assert time.monotonic() < end, f"{page.url}: not so after {seconds:g} seconds: {expression}"
        page.wait_for_timeout(50)
