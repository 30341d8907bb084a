"""Every read of proposals."""
