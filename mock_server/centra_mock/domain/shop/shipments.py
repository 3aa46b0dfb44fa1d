"""Shipments: what of an order goes out, what a new one says, and when all is done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from datetime import datetime
from decimal import Decimal

from centra_mock.clock import iso_date
from centra_mock.domain.merge import insert
from centra_mock.domain.shop import bundles, costs, lines
from centra_mock.domain.shop.money import amount
from centra_mock.domain.shop.stores import ARCHIVED, CANCELED, COMPLETED, PENDING, PROCESSING
from centra_mock.policy import BOTH
from centra_mock.scalars import NO, YES
from centra_mock.wire.tree import Element, element, text
from centra_mock.wire.values import Value, build

SHIPMENT = lines.ORDER.find("shipments/shipment")


def new_shipment(order: Element, now: datetime) -> dict[str, Value]:
    """Return the fields of an order's next shipment, but for its id and what it holds."""
    return {
        "paid": NO, "shipped": NO, "goodtogo": NO,
        "appendix": next_appendix(order),
        "shipmenttotal": "0.00", "paidtotal": "0.00", "created": iso_date(now), "refunds": "",
        **{name: text(order, name) for name in lines.CURRENCY},
        "shippingaddress": deepcopy(order.find("shippingaddress")),
        "carrierinformation": {"carrier": "", "service": "", "tracking": "", "packages": "0"},
    }  # fmt: skip


def next_appendix(*trees: Element) -> int:
    """Return the number after all those that shipments have."""
    numbers = (text(each, "appendix") for tree in trees for each in tree.iterfind("shipments/shipment"))
    return max((int(number) for number in numbers if number.isdecimal()), default=0) + 1


def appendix_names(order: Element, shipment: Element, shown: str) -> set[str]:
    """Return how a shipment is named by its order, as ``30-1``; ``shown`` is the order's id as the client sees it."""
    appendix = text(shipment, "appendix")
    return {f"{name}-{appendix}" for name in (shown, text(order, "ordernumber")) if name and appendix}


def drop_waiting(order: Element) -> None:
    """Remove the shipments that have not gone out, so that what they hold can be cancelled."""
    for holder in order.iterfind("shipments"):
        for shipment in holder.findall("shipment"):
            if text(shipment, "shipped") != YES:
                holder.remove(shipment)


def shipped_quantities(order: Element) -> dict[str, Decimal]:
    """Return orderitem -> quantity over all shipments."""
    return _held(order.findall("shipments/shipment"))


def _held(shipments: Iterable[Element]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for shipment in shipments:
        for item, quantity in lines.quantities(shipment.find("products")).items():
            found[item] = found.get(item, Decimal(0)) + quantity
    return found


def shippable(order: Element) -> dict[str, Decimal]:
    """Return orderitem -> what is in no shipment yet; the heads of bundles never are."""
    shipped = shipped_quantities(order)
    ordered = bundles.goods_quantities(order.find("products"))
    left = {item: quantity - shipped.get(item, Decimal(0)) for item, quantity in ordered.items()}
    return {item: quantity for item, quantity in left.items() if quantity > 0}


def ship(order: Element, id: int, wanted: Mapping[str, Decimal], now: datetime) -> Element:
    """Put quantities of an order into a new shipment, good to go but not shipped, with its share of the costs."""
    products, holder = order.find("products"), order.find("shipments")
    assert products is not None
    if holder is None:
        holder = element("shipments")
        insert(order, holder, lines.ORDER)
    made = build(SHIPMENT, {
        **new_shipment(order, now), "id": id, "goodtogo": YES,
        "products": {"product": lines.excerpt(products, dict(wanted))},
    })  # fmt: skip
    holder.append(made)
    costs.share_costs(order, made)
    set_total(order, made)
    return made


def set_total(order: Element, shipment: Element) -> None:
    lines.set_in(shipment, "shipmenttotal", amount(lines.total(shipment, text(order, "type"))), SHIPMENT)


def is_complete(order: Element) -> bool:
    """Return whether all that is left of an order has been shipped, and captured or paid (documented)."""
    ordered = bundles.goods_quantities(order.find("products"))
    sent = _held(
        shipment
        for shipment in order.iterfind("shipments/shipment")
        if text(shipment, "shipped") == YES and text(shipment, "paid") == YES
    )
    return bool(ordered) and all(sent.get(item, 0) >= quantity for item, quantity in ordered.items())


def settle_status(order: Element) -> None:
    """Set the status that follows from the shipments: completed, or processing while not all is done (documented).

    One that is completed, archived or canceled stays so.
    """
    if text(order, "status") in (COMPLETED, ARCHIVED, CANCELED):
        return
    if is_complete(order):
        lines.set_in(order, "status", COMPLETED, lines.ORDER)
    elif order.find("shipments/shipment") is not None:
        lines.set_in(order, "status", PROCESSING, lines.ORDER)


def needs_confirmation(order: Element, autoconfirm: str) -> bool:
    """Return whether an order has to be confirmed before it can have shipments (documented)."""
    return text(order, "status") == PENDING and autoconfirm not in (text(order, "type"), BOTH)
