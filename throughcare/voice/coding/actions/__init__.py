"""actions of the coding room."""
