"""Every read of the coding room."""
