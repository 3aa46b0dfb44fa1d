"""Shop activity: orders and customers."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from centra_mock.domain.shop.payments import Outlook
from centra_mock.services.catalogue import Line
from centra_mock.web.control.objects import Identified
from centra_mock.web.control.routes import Call, Nothing, Routes
from centra_mock.web.control.types import Count, Fields, values_of

routes = Routes()

Quantity = Annotated[int, Meta(ge=1, le=1_000_000)]
Quantities = Annotated[dict[str, Quantity], Meta(description="Quantities by orderitem; all that is left if not given.")]


class OrderLine(Struct, forbid_unknown_fields=True):
    """What is ordered, by the client's ids; what is left out is chosen."""

    product: str | None = None
    variation: str | None = None
    size: str | None = None
    quantity: Quantity = 1
    price: Annotated[Decimal | None, Meta(description="What is paid for one; the pricelist's, if not given.")] = None
    comment: str = ""
    discount: Annotated[Decimal, Meta(description="What is taken off the price of one.")] = Decimal(0)
    preorder: bool = False
    parts: Annotated[list[OrderLine], Meta(description="What a bundle holds: the line is then its head.")] = []


class PlaceOrder(Struct, forbid_unknown_fields=True):
    """An order to place; everything may be left out."""

    lines: Annotated[list[OrderLine], Meta(min_length=1)] = msgspec.field(default_factory=lambda: [OrderLine()])
    count: Count = 1
    kind: Literal["retail", "wholesale"] = "retail"
    market: str | None = None
    pricelist: str | None = None
    currency: str | None = None
    customer: Fields | None = None
    account: str | None = None
    buyer: str | None = None
    shipping: Decimal = Decimal(0)
    handling: Decimal = Decimal(0)
    voucher: Annotated[Decimal, Meta(description="What a voucher takes off.")] = Decimal(0)
    voucher_code: str = ""
    rate: Decimal | None = None
    tax: Annotated[Decimal | None, Meta(description="Percent.")] = None
    comment: str = ""
    additionals: dict[str, str] = {}
    payment: Outlook = "authorised"
    preorder: bool = False
    ship: bool = False
    fields: Fields | None = None
    xml: Annotated[str | None, Meta(description="The same as XML: an order element.")] = None


class Placed(Struct):
    """The ids of the orders."""

    ids: list[str]


class Change(Struct, forbid_unknown_fields=True):
    """What to change: fields, XML of an order element, or both."""

    fields: Fields | None = None
    xml: str | None = None


class Cancel(Struct, forbid_unknown_fields=True):
    """What to cancel."""

    orderitems: Quantities | None = None


class Pay(Struct, forbid_unknown_fields=True):
    """What was paid; all that is left if not given."""

    amount: Decimal | None = None


class Ship(Struct, forbid_unknown_fields=True):
    """What goes out."""

    orderitems: Quantities | None = None
    shipped: bool = True
    capture: bool = False
    fields: Fields | None = None


class Refund(Struct, forbid_unknown_fields=True):
    """What is paid back, less the fee; `restock` where the goods come back too."""

    orderitems: Quantities | None = None
    fields: Fields | None = None
    returnfee: Decimal = Decimal(0)
    restock: bool = False


class Invoice(Struct, forbid_unknown_fields=True):
    """What is invoiced: the order, or one of its shipments."""

    shipment: str | None = None
    fields: Fields | None = None


class Captured(Struct):
    captured: bool


class Register(Struct, forbid_unknown_fields=True):
    """Who registers; an invented person if not given."""

    fields: Fields | None = None


@routes.route("POST", "/{ams}/orders", body=PlaceOrder, returns=Placed, status=201)
def place_order(call: Call[PlaceOrder, Nothing]) -> Placed:
    """Place an order, or the same one a number of times."""
    wanted: dict[str, Any] = {name: getattr(call.body, name) for name in call.body.__struct_fields__}
    lines, count = wanted.pop("lines"), wanted.pop("count")
    options = {**wanted, "customer": values_of(wanted["customer"]), "fields": values_of(wanted["fields"])}
    return Placed(call.centra.place_orders(count, [_line(line) for line in lines], **options))


@routes.route("PATCH", "/{ams}/orders/{id}", body=Change, status=204, problems=(404, 422))
def change_order(call: Call[Change, Nothing]) -> None:
    """Change an order, as an admin would."""
    call.centra.change_order(call.path["id"], values_of(call.body.fields), xml=call.body.xml)


@routes.route("POST", "/{ams}/orders/{id}/cancel", body=Cancel, status=204, problems=(404, 422))
def cancel_order(call: Call[Cancel, Nothing]) -> None:
    """Cancel an order, or some of it."""
    call.centra.cancel_order(call.path["id"], call.body.orderitems)


@routes.route("POST", "/{ams}/orders/{id}/pay", body=Pay, status=204, problems=(404, 422))
def pay_order(call: Call[Pay, Nothing]) -> None:
    """Pay an order."""
    call.centra.pay_order(call.path["id"], call.body.amount)


@routes.route("POST", "/{ams}/orders/{id}/shipments", body=Ship, returns=Identified, status=201, problems=(404, 422))
def ship_order(call: Call[Ship, Nothing]) -> Identified:
    """Ship an order, or some of it."""
    body = call.body
    shipment = call.centra.ship_order(
        call.path["id"], body.orderitems, shipped=body.shipped, capture=body.capture, fields=values_of(body.fields)
    )
    return Identified(shipment)


@routes.route(
    "POST", "/{ams}/orders/{id}/shipments/{shipment}/capture", returns=Captured, problems=(404, 422)
)  # fmt: skip
def capture_shipment(call: Call[Nothing, Nothing]) -> Captured:
    """Capture the payment of a shipment, if it can be."""
    return Captured(call.centra.capture_shipment(call.path["id"], call.path["shipment"]))


@routes.route(
    "POST", "/{ams}/orders/{id}/shipments/{shipment}/refunds",
    body=Refund, returns=Identified, status=201, problems=(404, 422),
)  # fmt: skip
def refund(call: Call[Refund, Nothing]) -> Identified:
    """Refund a shipment, or some of it."""
    body = call.body
    refunded = call.centra.refund(
        call.path["id"], call.path["shipment"], body.orderitems, values_of(body.fields),
        returnfee=body.returnfee, restock=body.restock,
    )  # fmt: skip
    return Identified(refunded)


@routes.route("POST", "/{ams}/orders/{id}/invoices", body=Invoice, returns=Identified, status=201, problems=(404, 422))
def invoice_order(call: Call[Invoice, Nothing]) -> Identified:
    """Make the invoice of an order."""
    return Identified(
        call.centra.invoice_order(call.path["id"], values_of(call.body.fields), shipment=call.body.shipment)
    )


@routes.route("POST", "/{ams}/customers", body=Register, returns=Identified, status=201, problems=(422,))
def register_customer(call: Call[Register, Nothing]) -> Identified:
    """Register a customer, or find one again by e-mail."""
    return Identified(call.centra.register_customer(values_of(call.body.fields)))


def _line(line: OrderLine) -> Line:
    given = {name: getattr(line, name) for name in line.__struct_fields__}
    return Line(**{**given, "parts": [_line(part) for part in line.parts]})
