"""Every read of money: the viewer is asked first, figures come out as frozen dataclasses."""
