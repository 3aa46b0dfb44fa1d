"""An admin makes, changes and deletes objects of any type, and events are queued."""

from __future__ import annotations

import pytest

from centra_fixtures.scenes import load_demo
from centra_mock import Centra, MockServer, Policy, Refused
from centra_mock.errors import NotFound
from centra_mock.wire.grammar import OBJECTS
from centra_mock.wire.tree import Element
from centra_mock.wire.values import Value
from support.shop import clear, object_of
from support.wire import call, poll
from support.zeep_view import newest

EDITS: dict[str, tuple[str, dict[str, Value]]] = {
    "account": ("nordic-mock", {"discount": "12.50"}),
    "customer": ("1", {"firstname": "Nya", "email": "nya@example.com"}),
    "deliverywindow": ("dw", {"description": "Autumn"}),
    "invoice": ("F-1", {"total": "12.00", "currency": "SEK"}),
    "market": ("se", {"description": "Sverige"}),
    "order": ("O-1", {"other": "by hand"}),
    "paymentterms": ("net30", {"duedays": "31"}),
    "pricealterationdate": ("sale", {"name": "Sale"}),
    "pricelist": ("retail-sek", {"items": {"product": [{"id": "chair", "alteredprice": "900.00"}]}}),
    "product": ("chair", {"comment": "by hand"}),
    "salesrep": ("rep", {"percent": "6"}),
    "shippingterms": ("dap", {"description": "At the door"}),
    "size": ("M", {"comment": "Middle"}),
    "warehouse": ("main", {"description": "The main one"}),
}


def the_event(shop: Centra) -> Element:
    (event,) = poll(shop)
    return event


def shown(tree: Element, values: dict[str, Value]) -> dict[str, object]:
    """Return the texts of a tree at the paths of some values."""
    return {name: tree.findtext(name) for name, value in values.items() if isinstance(value, str)}


def test_there_is_an_edit_for_every_type() -> None:
    assert set(EDITS) == set(OBJECTS)


@pytest.mark.parametrize("type", EDITS)
def test_an_admins_edit_queues_an_event_of_the_type(shop: Centra, type: str) -> None:
    id, fields = EDITS[type]
    obj = OBJECTS[type]
    before = shop.objects.get(type, id)
    assert shop.put(type, id, fields) == id
    tree = object_of(shop, type, id)
    assert shown(tree, fields) == {name: value for name, value in fields.items() if isinstance(value, str)}
    if before is not None:
        kept = {str(leaf.tag): leaf.text for leaf in before if len(leaf) == 0 and leaf.tag not in fields}
        assert {name: tree.findtext(name) or None for name in kept} == kept
    if obj.event_type is None:
        assert len(shop.queue) == 0
        return
    event = the_event(shop)
    assert [event.findtext(name) for name in ("type", "entry", "mission")] == [obj.event_type, id, "update"]
    assert newest(shop, obj.event_type).findtext("id") == id


@pytest.mark.parametrize("type", EDITS)
def test_a_delete_event_has_the_last_data_and_the_external_id(shop: Centra, type: str) -> None:
    id, fields = EDITS[type]
    shop.put(type, id, fields)
    clear(shop)
    shop.delete(type, id)
    assert shop.objects.get(type, id) is None
    with pytest.raises(NotFound, match=f'there is no {type} "{id}"'):
        shop.delete(type, id)
    obj = OBJECTS[type]
    if obj.event_type is None:
        assert len(shop.queue) == 0
        return
    event = the_event(shop)
    assert [event.findtext(name) for name in ("type", "entry", "mission")] == [obj.event_type, id, "delete"]
    gone = newest(shop, obj.event_type)
    assert gone.findtext("id") == id
    assert shown(gone, fields) == {name: value for name, value in fields.items() if isinstance(value, str)}


def test_an_id_edited_after_the_delete_shows_in_its_event(shop: Centra) -> None:
    id = shop.place_order()
    clear(shop)
    shop.delete("order", id)
    shop.convert("order", int(id), "WEB-1")
    event = the_event(shop)
    assert (event.findtext("entry"), event.findtext("data/order/id")) == ("WEB-1", "WEB-1")


def test_events_of_a_deleted_object_keep_its_last_data(shop: Centra) -> None:
    id = shop.place_order()
    shop.change_order(id, {"other": "last words"})
    shop.delete("order", id)
    events = poll(shop, "order")
    assert [event.findtext("mission") for event in events] == ["update", "update", "delete"]
    assert {event.findtext("data/order/other") for event in events} == {"last words"}


def test_a_deleted_order_returns_its_reserved_stock(shop: Centra) -> None:
    path = "variations/variation[id='chair-oak']//warehouse/qty"
    shipped = shop.place_order()
    shop.ship_order(shipped)
    id = shop.place_order()
    assert object_of(shop, "product", "chair").findtext(path) == "998"
    shop.delete("order", id)
    shop.delete("order", shipped)
    assert object_of(shop, "product", "chair").findtext(path) == "999"


def test_an_order_can_be_put(shop: Centra) -> None:
    id = shop.put("order")
    order = newest(shop, "order")
    assert {name: order.findtext(name) for name in ("id", "ordernumber", "type", "store", "status", "ordertotal")} == {
        "id": id, "ordernumber": id, "type": "retail", "store": "1", "status": "pending", "ordertotal": "0.00",
    }  # fmt: skip
    made = shop.put(
        "order", "W-1", {"type": "wholesale", "account": {"id": "nordic-mock"}}, "<order><status>odd</status></order>"
    )
    assert made == "W-1"
    order = object_of(shop, "order", "W-1")
    assert {name: order.findtext(name) for name in ("type", "store", "status", "account/id")} == {
        "type": "wholesale", "store": "2", "status": "odd", "account/id": "nordic-mock",
    }  # fmt: skip


def test_xml_may_be_in_centras_namespace(shop: Centra) -> None:
    shop.put("market", xml='<market xmlns="http://www.centra.com/webservices/"><id>fi</id><store>1</store></market>')
    assert object_of(shop, "market", "fi").findtext("store") == "1"
    number = shop.put("warehouse", fields={"description": "Numbered"})
    assert object_of(shop, "warehouse", number).findtext("description") == "Numbered"


@pytest.mark.parametrize(
    ("type", "id", "given", "message"),
    [
        ("loyaltycard", "1", {}, "type: 'loyaltycard' is not known; there are account, customer"),
        ("account", "new", {"fields": {"status": "odd"}}, "'odd' is not known"),
        ("account", "nordic-mock", {"fields": {"market": {"id": "mars"}}}, 'there is no market "mars"'),
        ("market", "se", {"fields": {"id": "no"}}, 'id: market "se" can\'t become "no" here'),
        ("order", "1", {"xml": "<order>text</order>"}, "holds the text 'text'"),
        ("size", "XL", {"fields": {"description": "Extra"}}, "sizetable/id is missing"),
        ("size", "XL", {"fields": {"sizetable": {"id": "SML"}}}, "can't be changed once it is made"),
        ("product", "table", {"fields": {"status": "odd"}}, "'odd' is not known"),
        ("market", "x" * 256, {"fields": {}}, "an id of 256 characters is too long"),
    ],
)
def test_a_refused_put_is_explained_and_changes_nothing(
    shop: Centra, type: str, id: str, given: dict[str, object], message: str
) -> None:
    before = shop.state.save()
    with pytest.raises(Refused, match=message):
        shop.put(type, id, **given)  # type: ignore[arg-type]
    assert shop.state.save() == before


def test_coalescing_adds_no_event_to_a_queued_one_and_hides_no_delete(shop: Centra) -> None:
    shop.policy = Policy(coalesce=True)
    for name in ("One", "Two"):
        shop.put("market", "fi", {"description": name})
    assert the_event(shop).findtext("data/market/description") == "Two"
    shop.delete("market", "fi")
    shop.put("market", "fi", {"description": "Back"})
    seen = [(event.findtext("mission"), event.findtext("data/market/description")) for event in poll(shop)]
    assert seen == [("update", "Two"), ("delete", "Two"), ("update", "Back")]


def test_a_snapshot_has_the_data_of_its_time() -> None:
    with MockServer(policy=Policy(payload="snapshot")) as server:
        centra = server.centra
        load_demo(centra)
        id = centra.place_order()
        centra.ship_order(id)
        seen = [event.find("data/order/shipments/shipment") is not None for event in poll(centra, "order")]
        assert seen == [False, True]


def test_a_clients_id_is_used_in_all_later_activity(shop: Centra) -> None:
    id = shop.place_order()
    shop.convert("order", int(id), "WEB-1")
    shipment = shop.ship_order("WEB-1")
    shop.convert("shipment", int(shipment), "PARCEL-1")
    assert shop.capture_shipment("WEB-1", "PARCEL-1")
    assert newest(shop, "order").findtext("shipments/shipment/id") == "PARCEL-1"
    shop.invoice_order("WEB-1", shipment="PARCEL-1")
    invoice = newest(shop, "invoice")
    assert (invoice.findtext("order/id"), invoice.findtext("shipment/id")) == ("WEB-1", "PARCEL-1")


def test_a_deleted_market_keeps_its_external_id(shop: Centra) -> None:
    id = shop.place_order()
    shop.delete("market", "se")
    assert object_of(shop, "order", id).findtext("market/id") == "se"
    reply = call(
        shop, "markets_Update", "<markets><market><id>se</id><description>Again</description></market></markets>"
    )
    assert reply.success
    assert object_of(shop, "market", "se").findtext("description") == "Again"


@pytest.mark.parametrize("id", [" ", "x" * 256, "a\x0bb"])
def test_an_id_that_no_client_can_have_is_refused(shop: Centra, id: str) -> None:
    with pytest.raises(Refused, match=r"^id: an id of"):
        shop.put("market", id)
