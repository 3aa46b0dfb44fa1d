"""Activities about orders: placed, changed, confirmed, held, archived, cancelled, paid and invoiced."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Generic, TypeVar

from msgspec import Meta, Struct, field

from centra_mock.activities.declaration import Activity, Command, Route, declare
from centra_mock.activities.values import (
    Amount,
    Count,
    CustomerFields,
    ExternalId,
    InvoiceFields,
    Kind,
    OrderFields,
    Outlook,
    Quantities,
    Quantity,
    Xml,
)

Result = TypeVar("Result", covariant=True)


class Line(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One line of a new order, by the client's ids. What is left out is chosen: the first that there is."""

    product: str | None = None
    variation: str | None = None
    size: str | None = None
    quantity: Quantity = 1
    price: Annotated[
        Amount | None, Meta(description="What is paid for one before the discount; the pricelist's, if not given.")
    ] = None
    comment: str = ""
    discount: Annotated[Amount, Meta(description="What is taken off the price of one.")] = 0
    preorder: Annotated[bool, Meta(description="The line waits for stock, even if there is some.")] = False
    parts: Annotated[
        Sequence[Line],
        Meta(description="What a bundle holds: the line is then its head, and each part has a price and stock."),
    ] = ()


class Placed(Struct):
    """The ids of the orders."""

    ids: list[str]


class Identified(Struct):
    """The client's id of what was made."""

    id: str


class Resent(Struct):
    """The id of the new event."""

    id: int


class Captured(Struct):
    """Whether the payment was captured."""

    captured: bool


class _NewOrder(Activity[Result], Generic[Result], frozen=True):
    """What a new order holds. What is left out is chosen: the first that there is, or nothing."""

    lines: Annotated[
        Sequence[Line], Meta(min_length=1, description="What is ordered; the first product, if not given.")
    ] = (Line(),)
    kind: Annotated[Kind, Meta(description="Which kind of store sells.")] = "retail"
    market: Annotated[str | None, Meta(description="The market's id.")] = None
    pricelist: Annotated[str | None, Meta(description="The pricelist: it gives prices, currency and rate.")] = None
    currency: Annotated[str | None, Meta(description="The currency; the first pricelist in it gives the prices.")] = (
        None
    )
    customer: CustomerFields | None = None
    account: Annotated[str | None, Meta(description="The account that orders, for a wholesale order.")] = None
    buyer: Annotated[str | None, Meta(description="The account's buyer, for a wholesale order.")] = None
    delivery_window: Annotated[
        str | None,
        Meta(description="The delivery window of a wholesale order; the first that holds all of it, if not given."),
    ] = None
    shipping: Annotated[Amount, Meta(description="What shipping costs.")] = 0
    handling: Annotated[Amount, Meta(description="What handling costs.")] = 0
    voucher: Annotated[Amount, Meta(description="What a voucher takes off; at most what the order comes to.")] = 0
    voucher_code: Annotated[str, Meta(description="The voucher's code.")] = ""
    rate: Annotated[Amount | None, Meta(description="What one unit of the currency is worth in the base currency.")] = (
        None
    )
    tax: Annotated[Amount | None, Meta(description="Percent: within retail prices, on top of wholesale ones.")] = None
    comment: Annotated[str, Meta(description="The customer's comment.")] = ""
    additionals: Annotated[Mapping[str, str], Meta(description="Further fields that a checkout plug-in asks for.")] = (
        field(default_factory=dict)
    )
    payment: Annotated[
        Outlook, Meta(description="`authorised`, `failing` (every capture is refused), or `paid` at once.")
    ] = "authorised"
    preorder: Annotated[bool, Meta(description="Every line waits for stock, even if there is some.")] = False
    ship: Annotated[bool, Meta(description="Make a shipment at once.")] = False
    hold: Annotated[bool, Meta(description="Put the order on hold: the API is given it when it is released.")] = False
    waiting_for_payment: Annotated[
        bool, Meta(description="The order waits for its payment: the API is given it when it is paid or released.")
    ] = False
    gift_certificates: Annotated[
        bool, Meta(description="The order holds gift certificates only: it comes with a completed shipment.")
    ] = False
    fields: OrderFields | None = None
    xml: Xml | None = None


class PlaceOrder(_NewOrder[str], frozen=True):
    """Place an order and return its id.

    Events are queued for a new customer and for the order. An ``id`` in ``fields`` becomes the order's id.
    """


@declare(
    "place_orders",
    step="place",
    route=Route("POST", "/orders", 201, problems=(422,)),
    command=Command(
        "order", "place",
        "order place --line 'sweater-blue/M*2@599' --line chair-oak --field shippingaddress.city=Lund",
        "Placed order {ids}.", "Placed {count} orders: {ids}.", batch=50,
        progress="Placing orders",
    ),
    sentence="An order is placed.",
    plural="{count} orders are placed.",
    answer=Placed,
)  # fmt: skip
class PlaceOrders(_NewOrder[list[str]], frozen=True):
    """Place an order, or many of the same; return their ids.

    All of them are placed, or none.
    """

    count: Count = 1


class OfOrder(Activity[Result], Generic[Result], frozen=True):
    """An activity about one order."""

    order: Annotated[str, Meta(description="The order's id.")]


@declare(
    "change_order",
    step="change",
    route=Route("PATCH", "/orders/{order}"),
    command=Command("order", "change", "order change 1 --field shippingaddress.city=Lund", "Changed order {order}."),
    sentence="An admin changes {order}.",
)
class ChangeOrder(OfOrder[None], frozen=True):
    """Change an order, as an admin would.

    A locked order is refused.
    """

    fields: OrderFields | None = None
    xml: Xml | None = None


@declare(
    "confirm_order",
    step="confirm",
    route=Route("POST", "/orders/{order}/confirm"),
    command=Command("order", "confirm", "order confirm 1", "Confirmed order {order}."),
    sentence="{order} is confirmed.",
)
class ConfirmOrder(OfOrder[None], frozen=True):
    """Confirm a pending order, so that it can be shipped."""


@declare(
    "hold_order",
    step="hold",
    route=Route("POST", "/orders/{order}/hold"),
    command=Command("order", "hold", "order hold 1", "Put order {order} on hold."),
    sentence="{order} is put on hold.",
)
class HoldOrder(OfOrder[None], frozen=True):
    """Put an order on hold, so that the API is not given it until it is released.

    Its events are taken out of the queue. Until then it is neither shipped nor paid.
    """


@declare(
    "release_order",
    step="release",
    route=Route("POST", "/orders/{order}/release"),
    command=Command("order", "release", "order release 1", "Released order {order}."),
    sentence="{order} is released.",
)
class ReleaseOrder(OfOrder[None], frozen=True):
    """Release an order that is on hold or waits for its payment: an event is queued."""


@declare(
    "archive_order",
    step="archive",
    route=Route("POST", "/orders/{order}/archive"),
    command=Command("order", "archive", "order archive 1", "Archived order {order}."),
    sentence="{order} is archived.",
)
class ArchiveOrder(OfOrder[None], frozen=True):
    """Archive a completed or canceled order, so that lists of orders leave it out."""


@declare(
    "cancel_order",
    step="cancel",
    route=Route("POST", "/orders/{order}/cancel"),
    command=Command("order", "cancel", "order cancel 1 --item '3*1'", "Cancelled {some}order {order}."),
    sentence="{order} is cancelled.",
)
class CancelOrder(OfOrder[None], frozen=True):
    """Cancel an order, or some of it.

    Without quantities, all that has not been shipped is cancelled.
    """

    orderitems: Quantities | None = None


@declare(
    "pay_order",
    step="pay",
    route=Route("POST", "/orders/{order}/pay"),
    command=Command("order", "pay", "order pay 1 --amount 599", "Paid {some}order {order}."),
    sentence="{order} is paid.",
)
class PayOrder(OfOrder[None], frozen=True):
    """Pay an order, or some of it.

    Refused where the card refuses, less is due, or the order is on hold.
    """

    amount: Annotated[Amount | None, Meta(description="What is paid; all that is due, if not given.")] = None


@declare(
    "invoice_order",
    step="invoice",
    route=Route("POST", "/orders/{order}/invoices", 201),
    command=Command("order", "invoice", "order invoice 1", "Order {order} has invoice {id}."),
    sentence="An invoice of {order} is made.",
    answer=Identified,
)
class InvoiceOrder(OfOrder[str], frozen=True):
    """Make the invoice of an order, or of one of its shipments; return its id."""

    fields: InvoiceFields | None = None
    shipment: Annotated[str | None, Meta(description="Only what this shipment holds.")] = None


@declare(
    "resend_order",
    step="resend",
    route=Route("POST", "/orders/{order}/resend", 201),
    command=Command("order", "resend", "order resend 1", "Order {order} is queued again as event {id}."),
    sentence="An admin resends the last event of {order}.",
    answer=Resent,
)
class ResendOrder(OfOrder[int], frozen=True):
    """Queue the last event of an order once more; return the new event's id."""


@declare(
    "rename_order",
    step="rename",
    route=Route("PUT", "/orders/{order}/id"),
    command=Command("order", "rename", "order rename 1 SO-1", 'Order {order} is called "{external}" now.'),
    sentence="An admin edits the conversion table: {order} is called {external} from now on.",
)
class RenameOrder(OfOrder[None], frozen=True):
    """Edit the conversion table: the order has another id from now on."""

    external: ExternalId
