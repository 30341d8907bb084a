"""Screens of concerns: read, one call, answer."""
