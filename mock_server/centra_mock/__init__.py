"""A fake Centra to connect an ERP to: three SOAP endpoints, an event queue, upserts and ID conversion."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from centra_mock.activities.orders import Line
    from centra_mock.errors import CentraError, Refused, Unavailable
    from centra_mock.policy import Policy
    from centra_mock.server import MockServer
    from centra_mock.services.centra import Centra
else:
    _HOMES = {
        "Centra": "services.centra",
        "CentraError": "errors",
        "Line": "activities.orders",
        "MockServer": "server",
        "Policy": "policy",
        "Refused": "errors",
        "Unavailable": "errors",
    }

    def __getattr__(name: str) -> object:
        """Load what is asked for: the server takes half a second, which a command's help need not wait for."""
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


__all__ = ["Centra", "CentraError", "Line", "MockServer", "Policy", "Refused", "Unavailable"]
