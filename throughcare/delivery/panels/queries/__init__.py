"""Every read of panels: the viewer is asked first, frozen dataclasses come out."""
