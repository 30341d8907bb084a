"""Tables of concerns."""

from throughcare.delivery.concerns.models.concern import Concern, ConcernStep, Telling

__all__ = ["Concern", "ConcernStep", "Telling"]
