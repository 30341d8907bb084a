"""Every read of feedback."""
