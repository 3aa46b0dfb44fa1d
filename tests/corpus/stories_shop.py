"""Stories about objects: updates, conversion and policies."""

from __future__ import annotations

from typing import Any

from lxml import etree

from centra_fixtures.scenes import scene_updates
from centra_mock.wire.endpoints import CENTRA, ENDPOINTS
from centra_mock.wire.operations import UPDATES, Operation
from centra_mock.wire.samples import sample_request
from centra_mock.wire.tree import normalized
from corpus.exchanges import Control
from corpus.steps import Endpoint, Tale, line, order, policy, put

UPDATE_ORDER = (
    "markets", "warehouses", "salesreps", "paymentterms", "shippingterms", "sizes", "products", "pricelists",
    "pricealterationdates", "deliverywindows", "accounts", "customers", "orders", "invoices",
)  # fmt: skip
"""Types in an order in which referenced objects come first."""

REFERRING = ("products", "pricelists", "deliverywindows", "accounts", "orders", "invoices")
SWEATER_M = {"variation": "sweater-blue", "size": "M"}
SWEATER_S = {"variation": "sweater-blue", "size": "S"}
TABLE = {"id": "SML", "description": "Small Medium Large"}


def shop(e: Endpoint) -> Tale:
    """The demo shop, sent by the client."""
    for plural, objects in scene_updates("demo"):
        yield f"{plural} of the shop", e.update(plural, *objects)


def updates(e: Endpoint) -> Tale:
    """Each type of object, with all fields."""
    yield "(the client's updates make events)", policy(echo=True)
    samples = {operation.object.plural: sample(operation) for operation in UPDATES if operation.object}
    for title, plurals in (("too early", REFERRING), ("new", UPDATE_ORDER), ("again", UPDATE_ORDER)):
        for plural in plurals:
            if (title, plural) == ("new", "orders"):
                yield "(order 1)", order({"quantity": 4}, customer={"email": "jo@example.com"})
            yield f"{plural}, {title}", e.call(f"{plural}_Update", samples[plural])
    yield "what is stored", e.poll()


def sample(operation: Operation) -> str:
    """Return the documented sample of an update, without the login."""
    (asked,) = sample_request(operation, ENDPOINTS[0]).iterfind("{*}Body/*")
    return "".join(etree.tostring(sub, encoding="unicode") for sub in normalized(asked, CENTRA) if sub.tag != "login")


def partial_updates(e: Endpoint) -> Tale:
    """Fields that are absent, empty, unknown or wrong, and requests in which some objects fail."""
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
    """Return an update of one size of a chair."""
    return {"id": "chair", "variations": {"variation": [{"id": "chair-oak", "sizes": {"size": [size]}}]}}


def conversion(e: Endpoint) -> Tale:
    """Conversion of ids in requests and answers."""
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


STORIES = (updates, partial_updates, conversion, policies)
