"""Every read about decisions."""
