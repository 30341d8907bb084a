"""Monitoring: process behaviour charts, funnel plots and performance measures."""

from desistance.monitoring.charts import funnel_plot, xmr_chart
from desistance.monitoring.funnels import Funnel, funnel
from desistance.monitoring.measures import EVENTS, Disagreement, Measure, Measured, evaluate, measures
from desistance.monitoring.xmr import XmR, xmr

__all__ = [
    "EVENTS",
    "Disagreement",
    "Funnel",
    "Measure",
    "Measured",
    "XmR",
    "evaluate",
    "funnel",
    "funnel_plot",
    "measures",
    "xmr",
    "xmr_chart",
]
