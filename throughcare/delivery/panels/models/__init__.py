"""Tables of panels, by noun."""

from throughcare.delivery.panels.models.decisions import ActionReport, PanelAction, PanelDecision
from throughcare.delivery.panels.models.meetings import Attendance, KeptBack, Meeting, PanelCase, Paper
from throughcare.delivery.panels.models.minutes import Minutes, MinutesLine
from throughcare.delivery.panels.models.panels import Member, Panel
from throughcare.delivery.panels.models.releases import ExpectedRelease

__all__ = [
    "ActionReport",
    "Attendance",
    "ExpectedRelease",
    "KeptBack",
    "Meeting",
    "Member",
    "Minutes",
    "MinutesLine",
    "Panel",
    "PanelAction",
    "PanelCase",
    "PanelDecision",
    "Paper",
]
