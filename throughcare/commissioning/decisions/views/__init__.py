"""Screens of decisions: the public register, papers at work, drafting, and the steps of the workflow."""
