"""Addresses answered: participants' pages (``saying``) and the screens of those who run feedback."""
