"""The orders of the shop, and what can be done with one of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus

from centra_mock.activities.orders import ArchiveOrder, ConfirmOrder, HoldOrder, OfOrder, ReleaseOrder
from centra_mock.domain.shop.order_flow import OrderAction
from centra_mock.error_codes import Code
from centra_mock.errors import Refused
from centra_mock.scalars import LARGEST
from centra_mock.services.centra import Centra
from centra_mock.web.admin.helpers import page_of
from centra_mock.web.admin.page_request import AdminPage, Answer, PageRequest
from centra_mock.web.admin.pages.shop.activity import perform_with_events
from centra_mock.web.admin.pages.shop.forms import Form, read_amount, read_quantities
from centra_mock.web.admin.routes import AdminSection

SIZE = 25

pages = AdminSection()

Action = Callable[[Centra, str, Form], str]
"""Performs what a form asks for on an order, and returns a sentence about it."""


@pages.get("/{ams}/shop")
def show(page_request: PageRequest) -> AdminPage:
    before = page_request.query_number("before", 0)
    archived = "shown" if page_request.query_text("archived") is not None else None
    orders = page_request.queries.shop.orders
    found, has_more = page_of(orders(before or LARGEST, SIZE + 1, with_archived=archived is not None), SIZE)
    return page_request.page(
        "shop.html",
        orders=[order for _, order in found],
        archived=archived,
        newest=page_request.url("shop", archived=archived) if before else None,
        older=page_request.url("shop", before=found[-1][0], archived=archived) if has_more else None,
    )


@pages.get("/{ams}/shop/orders/{id}")
def show_one(page_request: PageRequest) -> AdminPage:
    return _shown(page_request)


@pages.post("/{ams}/shop/orders/{id}")
def do(page_request: PageRequest) -> Answer:
    """Perform the action that a form about an order names."""
    id, form, name = page_request.path["id"], page_request.forms, page_request.form.get("do", "")
    try:
        action = _ACTIONS.get(name)
        if action is None:
            raise Refused(
                Code.UNKNOWN_VALUE, f"{name[:40]!r} is no action on an order; there are {', '.join(_ACTIONS)}."
            )
        told = perform_with_events(page_request, lambda tenant: action(tenant.centra, id, form))
    except Refused as refused:
        return _shown(page_request, HTTPStatus.UNPROCESSABLE_ENTITY, refused)
    back = page_request.url("shop") if "list" in form else page_request.url("shop", "orders", id)
    return page_request.redirect(back, told)


def _shown(page_request: PageRequest, status: int = HTTPStatus.OK, problem: Refused | None = None) -> AdminPage:
    """Return the page of an order; after an error, with what was typed into the form."""
    form = page_request.forms
    return page_request.page(
        "shop_order.html",
        status,
        order=page_request.queries.shop.order(page_request.path["id"]),
        problem=problem,
        sent=page_request.form,
        quantities=dict(zip(form.getlist("item"), form.getlist("quantity"), strict=False)),
    )


def _whole(activity: type[OfOrder[None]], result: str) -> Action:
    """Return the action that performs an activity about an order as a whole."""

    def perform(centra: Centra, id: str, _form: Form) -> str:
        centra.perform(activity(id))
        return f"Order {id} is {result}."

    return perform


def _pay(centra: Centra, id: str, form: Form) -> str:
    paid = read_amount(form, "amount")
    centra.pay_order(id, paid)
    return f"{'Order' if paid is None else f'{paid} of order'} {id} is paid."


def _ship(centra: Centra, id: str, form: Form) -> str:
    is_sent = "held" not in form
    shipment = centra.ship_order(id, read_quantities(form, "ship"), shipped=is_sent, capture="capture" in form)
    return f"Shipment {shipment} of order {id} {'is sent' if is_sent else 'is created and waits'}."


def _send(centra: Centra, id: str, _form: Form) -> str:
    return f"Shipment {centra.ship_order(id)} of order {id} is sent."


def _capture(centra: Centra, id: str, form: Form) -> str:
    shipment = form.get("shipment", "")
    if not centra.capture_shipment(id, shipment):
        raise Refused(Code.PAYMENT_REFUSED, f"The payment of shipment {shipment} was refused: nothing has changed.")
    return f"The payment of shipment {shipment} is captured."


def _return(centra: Centra, id: str, form: Form) -> str:
    return _refunded(centra, id, form, "return")


def _refund(centra: Centra, id: str, form: Form) -> str:
    return _refunded(centra, id, form, "refund")


def _refunded(centra: Centra, id: str, form: Form, verb: str) -> str:
    shipment, fee = form.get("shipment", ""), read_amount(form, "returnfee") or 0
    made = centra.refund(
        id, shipment, read_quantities(form, verb), returnfee=fee, restock=verb == "return", pending="pending" in form
    )
    return f"{verb.capitalize()} {made} of shipment {shipment} is {'pending' if 'pending' in form else 'made'}."


def _complete(centra: Centra, id: str, form: Form) -> str:
    refund = form.get("refund", "")
    centra.complete_return(id, refund)
    return f"Return {refund} of order {id} is completed."


def _cancel(centra: Centra, id: str, form: Form) -> str:
    cancelled = read_quantities(form, "cancel")
    centra.cancel_order(id, cancelled)
    return f"{'Order' if cancelled is None else 'A part of order'} {id} is cancelled."


def _invoice(centra: Centra, id: str, form: Form) -> str:
    return f"Invoice {centra.invoice_order(id, shipment=form.get('shipment') or None)} of order {id} is made."


_ACTIONS: Mapping[str, Action] = {
    OrderAction.CONFIRM: _whole(ConfirmOrder, "confirmed"),
    OrderAction.HOLD: _whole(HoldOrder, "on hold"),
    OrderAction.RELEASE: _whole(ReleaseOrder, "released"),
    OrderAction.PAY: _pay,
    OrderAction.SHIP: _ship,
    "send": _send,
    OrderAction.CAPTURE: _capture,
    OrderAction.RETURN: _return,
    "refund": _refund,
    OrderAction.COMPLETE: _complete,
    OrderAction.CANCEL: _cancel,
    OrderAction.INVOICE: _invoice,
    OrderAction.ARCHIVE: _whole(ArchiveOrder, "archived"),
}
