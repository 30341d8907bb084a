"""Reads of casework: the viewer first, frozen dataclasses out."""
