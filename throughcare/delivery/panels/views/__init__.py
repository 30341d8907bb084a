"""Screens of panels: read, one call, answer."""
