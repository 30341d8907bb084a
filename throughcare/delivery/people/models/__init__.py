"""Tables about people in the cohort and the services."""

from throughcare.delivery.people.models.service_user import Identifier, RestrictedAccess, ServiceUser

__all__ = ["Identifier", "RestrictedAccess", "ServiceUser"]
