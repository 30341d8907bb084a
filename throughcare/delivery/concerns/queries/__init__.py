"""Every read of concerns: the viewer is asked first, frozen dataclasses come out."""
