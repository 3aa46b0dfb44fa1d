"""``centra-mock order``: what happens to orders in the shop and in the admin."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from centra_mock.commands.hints import hint_at_fields
from centra_mock.commands.parameters import LINE_FORM, given, lines, money, named, takes_fields, takes_items, takes_xml
from centra_mock.commands.progress import Batches
from centra_mock.commands.session import Noun, Session, verb

if TYPE_CHECKING:
    from centra_mock.client import Reply

MOST = 1_000_000
BATCH = 50
"""Orders in one call: each batch is all or nothing."""

command = Noun(
    "order", "Place orders, and do with them what a shop and its admins do.",
    "order place --line 'sweater-blue/M*2@599' --customer email=ada@example.com\norder ship 1",
)  # fmt: skip


@verb("place", "order place --line 'sweater-blue/M*2@599' --line chair-oak --field shippingaddress.city=Lund", command)
@click.option(
    "--line", "lines", multiple=True, metavar=LINE_FORM, callback=lines,
    help="What is ordered; each part may be missing, and is then chosen: 'sweater-blue/M*2@599', 'chair:', '*3'. "
    "Or JSON: '{\"variation\": \"a/b\"}', or @FILE. May be repeated.",
)  # fmt: skip
@click.option("--kind", type=click.Choice(["retail", "wholesale"]), help="Which kind of store sells.")
@click.option("--market", help="The market's id.")
@click.option("--pricelist", help="The pricelist's id.")
@click.option("--currency", help="The currency; the first pricelist in it gives the prices.")
@takes_fields("customer", "Something about the customer, as in email=ada@example.com")
@click.option("--account", help="The account's id, for a wholesale order.")
@click.option("--buyer", help="The id of the account's buyer, for a wholesale order.")
@click.option("--shipping", callback=money, metavar="AMOUNT", help="What shipping costs.")
@click.option("--handling", callback=money, metavar="AMOUNT", help="What handling costs.")
@click.option("--voucher", callback=money, metavar="AMOUNT", help="What a voucher takes off.")
@click.option("--voucher-code", help="The voucher's code.")
@click.option("--rate", callback=money, metavar="NUMBER", help="What one unit of the currency is worth.")
@click.option("--tax", callback=money, metavar="PERCENT", help="The tax.")
@click.option("--comment", help="The customer's comment.")
@click.option(
    "--additional", "additionals", multiple=True, metavar="NAME=VALUE", callback=named,
    help="Something more that the shop asks for. May be repeated.",
)  # fmt: skip
@click.option("--payment", type=click.Choice(["authorised", "failing", "paid"]), help="How the payment goes.")
@click.option("--preorder", is_flag=True, default=None, help="Every line waits for stock, even if there is some.")
@click.option("--ship", is_flag=True, default=None, help="Make a shipment at once.")
@takes_fields(what="A field of the order, over what the shop writes")
@takes_xml
@click.option("--count", type=click.IntRange(1, MOST), default=1, show_default=True, help="How many such orders.")
def place(session: Session, count: int, lines: list[dict[str, Any]], **wanted: Any) -> None:
    """Place an order, or many of the same; prints their ids."""
    body = given(lines=lines or None, **wanted)
    replies: list[Reply] = []
    batches = Batches(count, BATCH, "Placing orders")
    with batches.counted(replies):
        for size in batches:
            replies.append(session.call("POST", "orders", body={**body, "count": size}))
    session.show(_together(replies), lambda data: _placed(data["ids"]))
    hint_at_fields("customer", body.get("customer"))
    hint_at_fields("order", body.get("fields"), body.get("xml"))


def _together(replies: list[Reply]) -> Reply:
    """All batches as one answer."""
    if len(replies) == 1:
        return replies[0]
    ids = [id for reply in replies for id in reply.data["ids"]]
    return replace(replies[0], raw=json.dumps({"ids": ids}, ensure_ascii=False).encode())


def _placed(ids: list[str]) -> str:
    if len(ids) == 1:
        return f"Placed order {ids[0]}."
    return f"Placed {len(ids)} orders: {', '.join(ids) if len(ids) <= 10 else f'{ids[0]} to {ids[-1]}'}."


@verb("change", "order change 1 --field shippingaddress.city=Lund", command)
@click.argument("order")
@takes_fields(what="A field to change")
@takes_xml
def change(session: Session, order: str, fields: dict[str, Any] | None, xml: str | None) -> None:
    """Change an order, as an admin would."""
    if not fields and xml is None:
        raise click.UsageError("say what to change: --field, --fields-json or --xml")
    reply = session.call("PATCH", "orders", order, body=given(fields=fields, xml=xml))
    session.show(reply, f"Changed order {order}.")
    hint_at_fields("order", fields, xml)


@verb("cancel", "order cancel 1 --item '3*1'", command)
@click.argument("order")
@takes_items
def cancel(session: Session, order: str, orderitems: dict[str, int] | None) -> None:
    """Cancel an order, or some of it."""
    body = given(orderitems=orderitems)
    done = f"Cancelled {'some of ' if orderitems else ''}order {order}."
    session.show(session.call("POST", "orders", order, "cancel", body=body), done)


@verb("pay", "order pay 1 --amount 599", command)
@click.argument("order")
@click.option("--amount", callback=money, help="What is paid; all that is due, if not said.")
def pay(session: Session, order: str, amount: str | None) -> None:
    """Pay an order, or some of it."""
    paid = f"Paid {f'{amount} of ' if amount else ''}order {order}."
    session.show(session.call("POST", "orders", order, "pay", body=given(amount=amount)), paid)


@verb("ship", "order ship 1 --item '3*1' --capture", command)
@click.argument("order")
@takes_items
@click.option("--unshipped", is_flag=True, help="Make the shipment, but don't send it yet.")
@click.option("--capture", is_flag=True, help="Capture its payment too, if that can be done.")
@takes_fields(what="A field of the shipment")
def ship(
    session: Session, order: str, orderitems: dict[str, int] | None, unshipped: bool, capture: bool, fields: Any
) -> None:
    """Ship an order, or some of it; prints the shipment's id."""
    body = given(orderitems=orderitems, shipped=not unshipped, capture=capture, fields=fields)
    reply = session.call("POST", "orders", order, "shipments", body=body)
    what = "has" if unshipped else "is shipped with"
    session.show(reply, lambda data: f"Order {order} {what} shipment {data['id']}.")
    hint_at_fields("order/shipments/shipment", fields)


@verb("capture", "order capture 1 1", command)
@click.argument("order")
@click.argument("shipment")
def capture(session: Session, order: str, shipment: str) -> None:
    """Capture the payment of a shipment, if it can be."""
    reply = session.call("POST", "orders", order, "shipments", shipment, "capture")
    session.show(
        reply,
        lambda data: (
            f"The payment of shipment {shipment} is captured."
            if data["captured"]
            else f"The payment of shipment {shipment} refuses to be captured; nothing has changed."
        ),
    )


@verb("refund", "order refund 1 1 --item '3*1'", command)
@click.argument("order")
@click.argument("shipment")
@takes_items
@click.option("--returnfee", callback=money, metavar="AMOUNT", help="What is kept of the money.")
@click.option("--restock", is_flag=True, default=None, help="A return: the goods come back too.")
@takes_fields(what="A field of the refund")
def refund(session: Session, order: str, shipment: str, **wanted: Any) -> None:
    """Refund a shipment, or some of it; prints the refund's id."""
    body = given(**wanted)
    reply = session.call("POST", "orders", order, "shipments", shipment, "refunds", body=body)
    session.show(reply, lambda data: f"Shipment {shipment} of order {order} has refund {data['id']}.")
    hint_at_fields("order/shipments/shipment/refunds/refund", body.get("fields"))


@verb("invoice", "order invoice 1", command)
@click.argument("order")
@click.option("--shipment", help="Only what this shipment holds.")
@takes_fields(what="A field of the invoice")
def invoice(session: Session, order: str, **wanted: Any) -> None:
    """Make the invoice of an order, or of one of its shipments; prints its id."""
    reply = session.call("POST", "orders", order, "invoices", body=given(**wanted))
    session.show(reply, lambda data: f"Order {order} has invoice {data['id']}.")
    hint_at_fields("invoice", wanted["fields"])
