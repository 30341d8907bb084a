"""What services there are, as their definitions say."""

from throughcare.delivery.services.queries.loading import definition, definitions, load_services
from throughcare.delivery.services.queries.offers import provider_for

__all__ = ["definition", "definitions", "load_services", "provider_for"]
