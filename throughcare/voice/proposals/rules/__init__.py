"""rules of proposals."""
