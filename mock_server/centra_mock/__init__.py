"""A fake Centra to connect an ERP to: three SOAP endpoints, an event queue, upserts and ID conversion."""

from centra_mock.errors import CentraError, Refused, Unavailable
from centra_mock.policy import Policy
from centra_mock.server import MockServer
from centra_mock.services.catalogue import Line
from centra_mock.tenant import Tenant

__all__ = ["CentraError", "Line", "MockServer", "Policy", "Refused", "Tenant", "Unavailable"]
