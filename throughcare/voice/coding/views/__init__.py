"""views of the coding room."""
