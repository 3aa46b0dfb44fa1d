"""Stories of objects and orders: updates, conversion, and what happens to orders on both sides."""

from __future__ import annotations

from typing import Any

from lxml import etree

from centra_fixtures.scenes import scene_updates
from centra_mock.wire.endpoints import CENTRA, ENDPOINTS
from centra_mock.wire.operations import UPDATES, Operation
from centra_mock.wire.samples import sample_request
from centra_mock.wire.tree import normalized
from corpus.exchanges import NOON, Control
from corpus.steps import Endpoint, Tale, emit, line, order, policy, put

UPDATE_ORDER = (
    "markets", "warehouses", "salesreps", "paymentterms", "shippingterms", "sizes", "products", "pricelists",
    "pricealterationdates", "deliverywindows", "accounts", "customers", "orders", "invoices",
)  # fmt: skip
"""What is referred to comes before what refers to it."""

REFERRING = ("products", "pricelists", "deliverywindows", "accounts", "orders", "invoices")
SWEATER_M = {"variation": "sweater-blue", "size": "M"}
SWEATER_S = {"variation": "sweater-blue", "size": "S"}
TABLE = {"id": "SML", "description": "Small Medium Large"}


def shop(e: Endpoint) -> Tale:
    """The demo shop, sent by the client."""
    for plural, objects in scene_updates("demo"):
        yield f"{plural} of the shop", e.update(plural, *objects)


def updates(e: Endpoint) -> Tale:
    """Every type of object, with every field."""
    yield "(the client's updates make events)", policy(echo=True)
    samples = {operation.object.plural: sample(operation) for operation in UPDATES if operation.object}
    for title, plurals in (("too early", REFERRING), ("new", UPDATE_ORDER), ("again", UPDATE_ORDER)):
        for plural in plurals:
            if (title, plural) == ("new", "orders"):
                yield "(order 1)", order({"quantity": 4}, customer={"email": "jo@example.com"})
            yield f"{plural}, {title}", e.call(f"{plural}_Update", samples[plural])
    yield "what is stored", e.poll()


def sample(operation: Operation) -> str:
    """What the documented sample of an update holds beside the login."""
    (asked,) = sample_request(operation, ENDPOINTS[0]).iterfind("{*}Body/*")
    return "".join(etree.tostring(sub, encoding="unicode") for sub in normalized(asked, CENTRA) if sub.tag != "login")


def partial_updates(e: Endpoint) -> Tale:
    """Fields that are absent, empty, unknown or wrong, and objects that fail beside others."""
    yield "(the client's updates make events)", policy(echo=True)
    yield from shop(e)
    yield "(done)", Control("POST", "queue/cancel", {"state": "queued"})
    yield "one field", e.update("accounts", {"id": "nordic-mock", "description": "Changed"})
    yield (
        "blank",
        e.update(
            "accounts", {"id": "nordic-mock", "other": "", "accountaddress": {"city": ""}, "carrierinformation": ""}
        ),
    )
    yield (
        "a part",
        e.update(
            "accounts", {"id": "nordic-mock", "buyers": {"buyer": [{"id": "buya", "city": "Provstad"}, {"id": "new"}]}}
        ),
    )
    yield "nothing but the id", e.update("accounts", {"id": "nordic-mock"})
    yield "nothing at all", e.update("accounts")
    yield "no list", e.call("accounts_Update")
    yield (
        "an unknown field",
        e.update("customers", {"id": "7", "firstname": "Testa", "shoesize": "38", "loyalty": {"level": "gold"}}),
    )
    yield "an unknown field may be mistyped", e.update("customers", {"id": "7", "firstnam": "Testa"})
    yield (
        "some fail",
        e.update("markets", {"id": "a"}, {"description": "no id"}, {"id": "b", "store": "x"}, {"id": "c"}),
    )
    yield "(one that fails undoes all)", policy(failed_object="refuse_request")
    yield "all fail", e.update("markets", {"id": "d"}, {"description": "no id"})
    yield "(as before)", policy(failed_object="report")
    bad: tuple[tuple[str, dict[str, Any]], ...] = (
        ("accounts", {"id": "nordic-mock", "status": "gone"}),
        ("accounts", {"id": "nordic-mock", "status": "cancelled"}),
        ("accounts", {"id": "nordic-mock", "market": {"id": "none"}}),
        ("accounts", {"id": "nordic-mock", "discount": "ten"}),
        ("accounts", {"id": "0042", "description": "no buyers"}),
        ("accounts", {"id": "42", "description": "a number", "buyers": {"buyer": {"id": "b42"}}}),
        ("deliverywindows", {"id": "w", "atonce": "maybe"}),
        ("deliverywindows", {"id": "w", "variations": {"variation": [{"id": "chair-oak", "productlimit": "x"}]}}),
        ("invoices", {"id": "i", "status": "open", "order": {"id": "none"}}),
        ("pricelists", {"id": "retail-sek", "items": {"product": [{"id": "none", "price": "1"}]}}),
        ("pricelists", {"id": "retail-sek", "items": {"product": [{"id": "chair", "price": "1,5"}]}}),
        ("products", {"id": "chair", "status": "gone"}),
        ("products", {"id": "chair", "variations": {"variation": [{"id": "sweater-blue"}]}}),
        ("products", {"id": "chair", "variations": {"variation": [{"id": "new", "description": "Oak"}]}}),
        ("products", {"id": "chair", "variations": {"variation": [{"id": "chair-oak", "sizetable": {"id": "SML"}}]}}),
        ("products", oak({"id": "XXL"})),
        ("products", oak({"id": "ONE", "warehouseitems": {"warehouse": [
            {"id": "new", "qty": "7"}, {"id": "main", "qty": "-3"}]}})),
        ("sizes", {"id": "XL", "description": "Extra Large", "sizetable": TABLE}),
        ("sizes", {"id": "S", "description": "Smaller", "sizetable": TABLE}),
        ("sizes", {"id": "S"}),
        ("salesreps", {"id": "rep", "percent": "most"}),
        ("warehouses", {"id": "main", "description": ""}),
        ("pricealterationdates", {"id": "p", "status": "on", "store": "x"}),
        ("orders", {"id": "999", "locked": "yes"}),
        ("orders", {"locked": "yes"}),
    )  # fmt: skip
    for plural, fields in bad:
        yield f"{plural}: {fields}", e.update(plural, fields)
    yield "(size tables grow)", policy(grow_size_tables=True)
    yield "a size more", e.update("sizes", {"id": "XL", "description": "Extra Large", "sizetable": TABLE})
    yield "(references are kept)", policy(unknown_reference="notice")
    yield "a reference to nothing", e.update("accounts", {"id": "nordic-mock", "market": {"id": "none"}})
    yield "what is stored", e.poll()


def oak(size: dict[str, Any]) -> dict[str, Any]:
    """An update of one size of a chair."""
    return {"id": "chair", "variations": {"variation": [{"id": "chair-oak", "sizes": {"size": [size]}}]}}


def orders(e: Endpoint) -> Tale:
    """What the client does to a retail order."""
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
    """An update of one shipment of an order."""
    products = {"products": line(quantities)} if quantities is not None else {}
    return {"shipments": {"shipment": [{"id": id, **products, **fields}]}}


def shop_activity(e: Endpoint) -> Tale:
    """What the shop does to orders, as events tell of it."""
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


def conversion(e: Endpoint) -> Tale:
    """Ids on their way in and out."""
    yield from shop(e)
    yield "(an order)", order(SWEATER_M)
    yield "numbers of Centra's own", e.poll()
    for kind, internal, external in (
        ("order", 1, "WEB-1"),
        ("customer", 1, "K 1"),
        ("orderitem", 1, "row"),
        ("market", 1, "sverige"),
    ):
        yield (
            f"({kind} {internal} is {external})",
            Control("PUT", f"conversions/{kind}/{internal}", {"external": external}),
        )
    yield "(an id that is taken)", Control("PUT", "conversions/market/2", {"external": "sverige"})
    yield "ids of the client's", e.poll()
    yield "by its new id", e.orders({"id": "WEB-1", "locked": "yes"})
    yield "by its number", e.orders({"id": "1", "locked": "no"})
    yield "by the row's id", e.orders({"id": "WEB-1", "cancelled": line({"row": 1})})
    yield "the former id", e.update("accounts", {"id": "nordic-mock", "market": {"id": "se"}})
    yield "the new id", e.update("accounts", {"id": "nordic-mock", "market": {"id": "sverige"}})
    yield "of the market", e.poll_markets("sverige")
    yield (
        "a size in two tables",
        e.update("sizes", {"id": "S", "description": "Small", "sizetable": {"id": "MEN", "description": "Men"}}),
    )
    yield "a numeric account", e.update("accounts", {"id": "1", "description": "One", "buyers": {"buyer": {"id": "1"}}})
    yield "(forgotten)", Control("DELETE", "conversions/market/1")
    yield "a number again", e.poll()


def policies(e: Endpoint) -> Tale:
    """Snapshots, coalesced events and cancelled quantities."""
    yield from shop(e)
    yield "(snapshots)", policy(payload="snapshot")
    yield "(a market)", put("market", "se", description="One")
    yield "(again)", put("market", "se", description="Two")
    yield "one and two", e.poll()
    yield "(current, coalesced)", policy(payload="current", coalesce=True)
    yield "(again)", put("market", "se", description="Three")
    yield "three", e.poll()
    yield "(again)", put("market", "se", description="Four")
    yield "four", e.poll()
    yield "(quantities are moved)", policy(cancel_quantity="move")
    yield "(an order)", order({**SWEATER_M, "quantity": 3})
    for quantity in (1, 1, 2):
        yield f"{quantity} more cancelled", e.orders({"id": "1", "cancelled": line({"1": quantity})})
    yield "(echo)", policy(echo=True)
    yield "an update", e.update("warehouses", {"id": "main", "description": "Changed"})
    yield "what is told", e.poll()


def filling(e: Endpoint) -> Tale:
    """A shop with orders in several states and a queue, to be stored."""
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
    """What was stored, and that it goes on from there."""
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


STORIES = (updates, partial_updates, orders, shop_activity, conversion, policies)
