"""Stories about orders, changed by client and shop, and about a stored database."""

from __future__ import annotations

from typing import Any

from corpus.exchanges import NOON, Control
from corpus.steps import Endpoint, Tale, emit, line, order, put
from corpus.stories_shop import SWEATER_M, SWEATER_S, TABLE, shop


def orders(e: Endpoint) -> Tale:
    """The client updates a retail order."""
    yield from shop(e)
    yield "(an order)", order({**SWEATER_M, "quantity": 3}, {**SWEATER_S, "quantity": 2}, shipping="49", voucher="10")
    yield "as it came", e.poll()
    yield "locked", e.orders({"id": "1", "locked": "yes"})
    yield "unlocked", e.orders({"id": "1", "locked": "no"})
    yield "a wrong flag", e.orders({"id": "1", "locked": "maybe"})
    for status in ("processing", "confirmed", "lost", "pending"):
        yield f"status {status}", e.orders({"id": "1", "status": status})
    own = {"ordernumber": "7", "type": "wholesale", "store": 2, "ordertotal": "1.00", "created": "2019-03-27",
           "payments": {"status": "completed"}, "products": line({"1": 1})}  # fmt: skip
    yield "what is Centra's own", e.orders({"id": "1", **own})
    yield (
        "what is the client's",
        e.orders(
            {"id": "1", "internalinformation": "note", "additionals": {"additional": [{"key": "gift", "value": "yes"}]}}
        ),
    )
    for quantities in ({"1": 1}, {"1": 4}, {"9": 1}, {"1": -1}, {"1": 0}):
        yield f"cancelled {quantities}", e.orders({"id": "1", "cancelled": line(quantities)})
    yield (
        "shipped in part",
        e.orders({"id": "1", **shipment("a", {"1": 1}, goodtogo="yes", shipping={"subtotal": "49"})}),
    )
    yield "captured", e.orders({"id": "1", **shipment("a", capture="yes")})
    yield (
        "out",
        e.orders(
            {
                "id": "1",
                **shipment("a", shipped="yes", carrierinformation={"carrier": "Mock Express", "tracking": "T1"}),
            }
        ),
    )
    for title, sent in (
        ("changed when it is out", shipment("a", {"1": 2})),
        ("not out again", shipment("a", shipped="no")),
        ("too many", shipment("b", {"1": 4})),
        ("of nothing", shipment("b")),
        ("of a row that is not there", shipment("b", {"9": 1})),
        ("its sums", shipment("a", shipmenttotal="1.00", paidtotal="1.00")),
        ("paid by the client", shipment("a", paid="yes")),
    ):
        yield f"a shipment: {title}", e.orders({"id": "1", **sent})
    yield (
        "a refund",
        e.orders(
            {
                "id": "1",
                **shipment("a", refunds={"refund": [{"id": "r", "products": line({"1": 1}), "comment": "Too big"}]}),
            }
        ),
    )
    yield (
        "a refund of too much",
        e.orders({"id": "1", **shipment("a", refunds={"refund": [{"id": "s", "products": line({"1": 1})}]})}),
    )
    by_size = {
        "product": [{"id": "sweater", "variation": {"id": "sweater-blue"}, "sizes": {"size": [{"id": "S", "qty": 1}]}}]
    }
    yield "the rest is shipped", e.orders({"id": "1", **shipment("b", {"1": 1, "2": 2}, shipped="yes", capture="yes")})
    yield (
        "a refund without orderitem",
        e.orders(
            {
                "id": "1",
                "shipments": {"shipment": [{"id": "1-2", "refunds": {"refund": [{"id": "t", "products": by_size}]}}]},
            }
        ),
    )
    yield (
        "a refund's id again",
        e.orders({"id": "1", **shipment("a", refunds={"refund": [{"id": "t", "products": line({"1": 1})}]})}),
    )
    yield "as it stands", e.poll("order")
    yield "canceled", e.orders({"id": "1", "status": "canceled"})
    yield "(another order)", order(SWEATER_M, payment="failing")
    yield "a capture that fails", e.orders({"id": "2", **shipment("c", {"3": 1}, capture="yes")})
    yield "a shipment's id again", e.orders({"id": "2", **shipment("a", {"3": 1})})
    yield "both, one wrong", e.orders({"id": "2", "locked": "yes"}, {"id": "3", "locked": "yes"})
    yield "canceled before it is out", e.orders({"id": "2", "status": "canceled"})
    yield "both as they stand", e.poll("order")


def shipment(id: str, quantities: dict[str, int] | None = None, **fields: Any) -> dict[str, Any]:
    """Return an update of a shipment."""
    products = {"products": line(quantities)} if quantities is not None else {}
    return {"shipments": {"shipment": [{"id": id, **products, **fields}]}}


def shop_activity(e: Endpoint) -> Tale:
    """The shop changes orders, and the client reads the events."""
    yield from shop(e)
    one = {"id": "set-one", "description": "One", "sizetable": {"id": "ONE"}, "sizes": {"size": [{"id": "ONE"}]}}
    yield "(a set)", put("product", "set", sku="SET", description="Set", variations={"variation": [one]})
    parts = [{"variation": "chair-oak"}, {**SWEATER_M, "quantity": 2}]
    customer = {"firstname": "Testa", "lastname": "Testsson", "email": "testa@example.com", "city": "Teststad"}
    terms = {"shipping": "12", "handling": "3", "voucher": "5", "voucher_code": "MOCK", "comment": "Ring twice"}
    yield (
        "(a bundle is ordered)",
        order(
            {"variation": "set-one", "parts": parts},
            {**SWEATER_S, "comment": "gift", "discount": "99"},
            customer={**customer, "country": "SE"},
            additionals={"size": "XL"},
            **terms,
        ),
    )
    yield "(a preorder)", order({**SWEATER_M, "preorder": True}, preorder=True)
    yield "(wholesale)", order({**SWEATER_M, "quantity": 40}, kind="wholesale")
    yield "as they came", e.poll()
    yield "of the wholesale market", e.poll_markets("ws")
    for title, control in (
        ("shipped in part", Control("POST", "orders/1/shipments", {"orderitems": {"2": 1}, "capture": True})),
        ("shipped", Control("POST", "orders/1/shipments", {"fields": {"carrierinformation": {"tracking": "T9"}}})),
        ("paid", Control("POST", "orders/3/pay", {"amount": "500"})),
        ("shipped, wholesale", Control("POST", "orders/3/shipments", {"shipped": False})),
        ("cancelled", Control("POST", "orders/2/cancel", {})),
        ("changed", Control("PATCH", "orders/3", {"fields": {"shippingaddress": {"city": "Provstad"}}})),
        ("a customer", Control("POST", "customers", {"fields": {"email": "nya@example.com", "firstname": "Nya"}})),
        ("an invoice", Control("POST", "orders/3/invoices", {})),
        ("a market is gone", Control("DELETE", "objects/market/ws")),
    ):
        yield "(nothing waits)", Control("POST", "queue/cancel", {"state": "queued"})
        yield f"({title})", control
        yield title, e.poll()
    yield "the invoice is paid", e.update("invoices", {"id": "1", "status": "closed", "totalpaid": "500"})
    yield "confirmed", e.orders({"id": "3", "status": "confirmed"})
    yield "the bundle's head is shipped", e.orders({"id": "1", **shipment("h", {"1": 1})})


def filling(e: Endpoint) -> Tale:
    """Fill a shop with orders in several states and a queue, to be stored."""
    yield from shop(e)
    yield "(an order)", order({**SWEATER_M, "quantity": 3}, {"variation": "chair-oak"})
    yield "(wholesale)", order({**SWEATER_S, "quantity": 4}, kind="wholesale")
    yield "(it is the client's)", Control("PUT", "conversions/order/2", {"external": "WEB-2"})
    yield "shipped", e.orders({"id": "1", **shipment("a", {"1": 2}, shipped="yes", capture="yes")})
    yield (
        "refunded",
        e.orders({"id": "1", **shipment("a", refunds={"refund": [{"id": "r", "products": line({"1": 1})}]})}),
    )
    yield "cancelled", e.orders({"id": "1", "cancelled": line({"1": 1})})
    yield "(changed)", put("market", "se", description="Sverige & Åland", own="kept")
    yield "done", e.done(1, 2)
    yield "(deleted)", Control("DELETE", "objects/shippingterms/dap")
    yield "(unknown)", emit("loyaltycard", entry="7", data="<card><points>12</points></card>")
    yield "(cancelled)", Control("DELETE", "queue/events/3")


def reading(e: Endpoint) -> Tale:
    """Read the stored data, and continue to use it."""
    yield "(it is noon)", Control("PUT", "clock", {"now": NOON, "frozen": True})
    yield "the queue", e.poll()
    yield "of a market", e.poll_markets("se", "ws")
    yield "done", e.done(1, 3, 4, 5)
    yield "changed", e.orders({"id": "1", "locked": "yes"}, {"id": "WEB-2", **shipment("b", {"3": 1}, shipped="yes")})
    yield "a row that is not there", e.orders({"id": "1", "cancelled": line({"9": 1})})
    yield "in part", e.update("accounts", {"id": "nordic-mock", "other": "changed"})
    yield "a size table", e.update("sizes", {"id": "XL", "description": "Extra Large", "sizetable": TABLE})
    yield "(resent)", Control("POST", "queue/events/2/resend")
    yield "(shipped)", Control("POST", "orders/1/shipments", {})
    yield "(another order)", order(SWEATER_M)
    yield "the queue again", e.poll()


STORIES = (orders, shop_activity)
