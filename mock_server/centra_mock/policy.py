"""What Centra does not document, each as a setting with a default and a source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal, get_args, get_type_hints
from zoneinfo import ZoneInfo

from centra_mock.error_codes import Code
from centra_mock.errors import Refused, Unavailable
from centra_mock.scalars import SWITCHES, whole_number


def _assumed(default: Any, meaning: str, source: str = "assumed") -> Any:
    return field(default=default, metadata={"meaning": meaning, "source": source})


BOTH = "both"
"""Both kinds of store."""


@dataclass(frozen=True)
class Policy:
    """How this Centra behaves where the documentation is silent. Every field is *assumed*, but for limits."""

    payload: Literal["current", "snapshot"] = _assumed(
        "current", "An event's data is the object as it is when fetched, or as it was when the event was made."
    )
    customer_event: Literal["each_order", "changed"] = _assumed(
        "each_order",
        "A customer's event comes with each order of the customer, or only where the customer is new or changed.",
        "documented",
    )
    coalesce: bool = _assumed(
        False,
        "A change to an object whose newest queued event was not delivered yet adds none: that event tells of it.",
    )
    echo: bool = _assumed(
        False,
        "The client's own updates make events. A warehouse made on sight makes none, nor does what a scene updates, "
        "unless the scene itself turns this on.",
    )
    marketless: Literal["withhold", "deliver"] = _assumed(
        "withhold", "What events_GetByMarkets does with events of objects that belong to no market."
    )
    failed_object: Literal["report", "refuse_request"] = _assumed(
        "report", "An object that fails is reported and the others go through, or the whole request is undone."
    )
    unknown_reference: Literal["error", "notice"] = _assumed(
        "error", "A reference to an object that was never sent is an error, or is kept with a notice."
    )
    autoconfirm: Literal["both", "retail", "wholesale", "none"] = _assumed(
        BOTH, "The stores whose orders are confirmed when they are placed. The others wait as pending.", "documented"
    )
    direct_to_shipment: Literal["both", "retail", "wholesale", "none"] = _assumed(
        "none", "The stores whose orders come with a shipment that is good to go, and are processing.", "documented"
    )
    capture_at_once: bool = _assumed(
        False, "A card is captured when the order is placed, and not when it is shipped.", "documented"
    )
    archived_orders: Literal["deliver", "withhold"] = _assumed(
        "deliver", "Whether the API is given orders that are archived.", "documented"
    )
    numeric_account_ids: Literal["internal", "external"] = _assumed(
        "internal",
        "A numeric account id without a leading zero is Centra's own number of the account, or an id like any other.",
        "documented",
    )
    grow_size_tables: bool = _assumed(False, "A later request may add sizes to a size table.")
    primary_warehouse: Literal["first", "allocated"] = _assumed(
        "first", "An order's primary warehouse is the first that was made, or the one that most of it is taken from."
    )
    cancel_quantity: Literal["total", "move"] = _assumed(
        "total", "The quantity under `cancelled` is what is cancelled in all, or what is moved this time."
    )
    soap_action: Literal["check", "ignore"] = _assumed(
        "check", "A SOAPAction that names another operation than the body is a fault, or is not looked at."
    )
    login_failure: Literal["fault", "result"] = _assumed(
        "fault", "A wrong login is answered with a SOAP fault, or with success=false."
    )
    time_zone: str = _assumed(
        "Europe/Stockholm",
        "The installation's time zone, in which it writes dates: a name of the IANA time zone database.",
        "documented",
    )
    request_number: int = _assumed(
        1, "The number that `X-Centra-Request-ID` begins with, before 32 hexadecimal digits.", "documented"
    )
    page_size: int = _assumed(
        100, "Events per call. 100 is documented; a smaller page makes shorter histories.", "documented"
    )
    max_body: int = _assumed(64 * 1024 * 1024, "The largest request, in bytes.", "the mock's own")
    max_depth: int = _assumed(100, "How deep elements may be nested in a request.", "the mock's own")

    def __post_init__(self) -> None:
        """Raise ``Refused`` for a time zone that is not known."""
        _zone(self.time_zone)

    @property
    def zone(self) -> ZoneInfo:
        """Return the installation's time zone."""
        return ZoneInfo(self.time_zone)

    @classmethod
    def meanings(cls) -> dict[str, str]:
        return {item.name: item.metadata["meaning"] for item in fields(cls)}

    @classmethod
    def sources(cls) -> dict[str, str]:
        """Return where each default comes from: ``assumed``, ``documented``, or ``the mock's own`` for its limits."""
        return {item.name: item.metadata["source"] for item in fields(cls)}

    @classmethod
    def types(cls) -> dict[str, Any]:
        """Return what each setting may be, as a type; numbers are above 0."""
        return get_type_hints(cls)

    def changed(self, settings: Mapping[str, str]) -> Policy:
        """Return this policy with settings as a person writes them: ``{"echo": "on", "payload": "snapshot"}``."""
        return replace(self, **{name: _read(name, value) for name, value in settings.items()})


def _read(name: str, value: str) -> Any:
    hints = get_type_hints(Policy)
    if name not in hints:
        raise Unavailable(Code.UNKNOWN_POLICY, f"There is no policy {name!r}. There are: {', '.join(hints)}.")
    if hints[name] is bool:
        if value.lower() in SWITCHES:
            return SWITCHES[value.lower()]
        raise Unavailable(Code.INVALID_VALUE, f"Policy {name} is on or off, not {value!r}.")
    if hints[name] is int:
        if number := whole_number(value):
            return number
        raise Unavailable(Code.INVALID_VALUE, f"Policy {name} is a whole number above 0, not {value!r}.")
    if hints[name] is str:
        return value
    if value not in get_args(hints[name]):
        raise Unavailable(Code.UNKNOWN_VALUE, f"Policy {name} is {' or '.join(get_args(hints[name]))}, not {value!r}.")
    return value


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (LookupError, OSError, ValueError):
        raise Refused(
            Code.UNKNOWN_VALUE,
            f"{name[:60]!r} is not a time zone; name one of the IANA database, as Europe/Stockholm or UTC.",
            "time_zone",
        ) from None
