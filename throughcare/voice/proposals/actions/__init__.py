"""actions of proposals."""
