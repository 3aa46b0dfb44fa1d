"""The activities as methods, for everything that performs them: a Centra in this process, and a client of one."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from inspect import signature
from typing import Any, Generic, ParamSpec, Protocol, TypeVar, overload

from centra_mock.activities.clock import AdvanceClock, SetClock
from centra_mock.activities.declaration import Activity
from centra_mock.activities.events import CancelEvent, Drain, Emit, ResendEvent
from centra_mock.activities.generate import Generate
from centra_mock.activities.objects import (
    Convert,
    Delete,
    ForgetConversion,
    Put,
    RegisterCustomer,
    RemovePart,
    Update,
)
from centra_mock.activities.orders import (
    ArchiveOrder,
    CancelOrder,
    ChangeOrder,
    ConfirmOrder,
    HoldOrder,
    InvoiceOrder,
    PayOrder,
    PlaceOrder,
    PlaceOrders,
    ReleaseOrder,
    RenameOrder,
    ResendOrder,
)
from centra_mock.activities.shipments import CaptureShipment, CompleteReturn, Refund, ShipOrder

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")
Performed = TypeVar("Performed")


class Performer(Protocol):
    """What performs activities."""

    def perform(self, activity: Activity[Performed]) -> Performed: ...


class verb(Generic[Parameters, Result]):
    """An activity as a method, with the parameters and the documentation of its class."""

    def __init__(self, activity: Callable[Parameters, Activity[Result]]) -> None:
        self.activity = activity
        self.__doc__ = activity.__doc__

    @overload
    def __get__(self, performer: None, owner: type[Any]) -> verb[Parameters, Result]: ...
    @overload
    def __get__(self, performer: Performer, owner: type[Any]) -> Callable[Parameters, Result]: ...
    def __get__(self, performer: Performer | None, owner: type[Any]) -> Any:
        if performer is None:
            return self

        def perform(*args: Parameters.args, **options: Parameters.kwargs) -> Result:
            return performer.perform(self.activity(*args, **options))

        perform.__doc__ = self.__doc__
        perform.__signature__ = signature(self.activity)  # type: ignore[attr-defined]
        return perform


class Verbs:
    """The activities as methods."""

    @abstractmethod
    def perform(self, activity: Activity[Result]) -> Result:
        """Perform an activity and return its result. Raises ``Refused``, with nothing changed."""

    place_order = verb(PlaceOrder)
    place_orders = verb(PlaceOrders)
    change_order = verb(ChangeOrder)
    confirm_order = verb(ConfirmOrder)
    hold_order = verb(HoldOrder)
    release_order = verb(ReleaseOrder)
    archive_order = verb(ArchiveOrder)
    cancel_order = verb(CancelOrder)
    pay_order = verb(PayOrder)
    ship_order = verb(ShipOrder)
    capture_shipment = verb(CaptureShipment)
    refund = verb(Refund)
    complete_return = verb(CompleteReturn)
    invoice_order = verb(InvoiceOrder)
    resend_order = verb(ResendOrder)
    rename_order = verb(RenameOrder)
    register_customer = verb(RegisterCustomer)
    put = verb(Put)
    delete = verb(Delete)
    remove_part = verb(RemovePart)
    update = verb(Update)
    convert = verb(Convert)
    forget_conversion = verb(ForgetConversion)
    generate = verb(Generate)
    emit = verb(Emit)
    cancel_event = verb(CancelEvent)
    resend_event = verb(ResendEvent)
    drain = verb(Drain)
    advance_clock = verb(AdvanceClock)
    set_clock = verb(SetClock)
