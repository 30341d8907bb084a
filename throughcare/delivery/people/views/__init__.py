"""Screens of people and the cohort: read, one call, answer."""
