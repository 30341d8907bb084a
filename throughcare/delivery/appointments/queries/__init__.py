"""Every read about appointments; the viewer comes first."""
