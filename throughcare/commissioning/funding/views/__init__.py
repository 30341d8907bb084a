"""Screens of money: read, one call, answer."""
