"""Screens of proposals: read, one call, answer."""
