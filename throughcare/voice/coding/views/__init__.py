"""Screens of the coding room: read, one call, answer."""
