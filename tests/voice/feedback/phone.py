"""A participant's phone without JavaScript: reads a page's form, fills it in, presses a button."""

from __future__ import annotations

import html
import re
from typing import Any

from django.test import Client

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


class Phone:
    """What somebody sees and does. ``page`` is the answer that is shown."""

    def __init__(self, *, language: str = "en", way: str = "phone", client: Client | None = None) -> None:
        self.client = client or Client()
        self.page = self.client.get("/say/", {"lang": language, "way": way})

    @property
    def html(self) -> str:
        return str(self.page.content.decode())

    @property
    def text(self) -> str:
        plain = re.sub(r"<(script|style|title).*?</\1>|<[^>]+>", " ", self.html, flags=re.S)
        return re.sub(r"\s+", " ", html.unescape(plain))

    @property
    def heading(self) -> str:
        found = re.search(r"<h1[^>]*>(.*?)</h1>", self.html, re.S)
        return html.unescape(re.sub(r"<[^>]+>", "", found[1])).strip() if found else ""

    def fields(self) -> dict[str, str]:
        """What the form of the page carries."""
        return {name: html.unescape(value) for name, value in HIDDEN.findall(self.html)}

    def enter(self, code: str) -> Phone:
        """Types a code."""
        self.page = self.client.post("/say/", {**self.fields(), "code": code})
        return self

    def press(self, button: str, **typed: Any) -> Phone:
        """Presses a button of the form."""
        self.page = self.client.post("/say/go", {**self.fields(), "go": button, **typed})
        return self
