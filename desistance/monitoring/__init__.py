"""Monitoring: process behaviour charts, funnel plots and performance measures."""

from desistance.monitoring.charts import funnel_plot, xmr_chart
from desistance.monitoring.funnels import Funnel, funnel
from desistance.monitoring.xmr import XmR, xmr

__all__ = ["Funnel", "XmR", "funnel", "funnel_plot", "xmr", "xmr_chart"]
