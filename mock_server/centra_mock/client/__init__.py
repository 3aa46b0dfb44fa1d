"""A client of the control API: for the commands, the contract suite and people's own tests in other processes."""

from centra_mock.client.errors import ControlError, Unreachable
from centra_mock.client.mock_client import MockClient
from centra_mock.client.tenant import TenantClient
from centra_mock.client.transport import Reply

__all__ = ["ControlError", "MockClient", "Reply", "TenantClient", "Unreachable"]
