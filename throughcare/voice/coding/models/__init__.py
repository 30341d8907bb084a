"""Tables of the coding room, by noun."""

from throughcare.voice.coding.models.codebook import Codebook, CodebookVersion, Theme, ThemeChange
from throughcare.voice.coding.models.drafts import WorkingDraft
from throughcare.voice.coding.models.figures import Figures
from throughcare.voice.coding.models.quotes import Quote
from throughcare.voice.coding.models.readings import Code, Coding, Reading, Settled
from throughcare.voice.coding.models.suggesting import ThemeModel

__all__ = [
    "Code",
    "Codebook",
    "CodebookVersion",
    "Coding",
    "Figures",
    "Quote",
    "Reading",
    "Settled",
    "Theme",
    "ThemeChange",
    "ThemeModel",
    "WorkingDraft",
]
