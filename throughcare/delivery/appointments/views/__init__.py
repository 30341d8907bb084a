"""Screens of appointments: read, one call, answer."""
