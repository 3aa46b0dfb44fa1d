"""Access to the internals of a Centra in this process."""

from __future__ import annotations

from centra_mock import Centra
from centra_mock.services.notifier import Notifier
from centra_mock.services.queries import Queries
from centra_mock.services.tenant import Tenant


def tenant_of(centra: Centra) -> Tenant:
    return Tenant(centra._transactions, centra._access)


def queries_of(centra: Centra) -> Queries:
    """Return the read models of a tenant."""
    return tenant_of(centra).queries


def notifier_of(centra: Centra) -> Notifier:
    """Return the activity notifier of a tenant."""
    return tenant_of(centra).settings.notifier
