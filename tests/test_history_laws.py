"""The history of objects against what became of them: random acts of clients and admins, refused ones among them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from itertools import count
from typing import Any

import requests
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from lxml import etree, html

from centra_fixtures.scenes import demo
from centra_mock import Line, MockServer, Refused, Tenant
from centra_mock.domain.differences import Difference, differences
from centra_mock.domain.places import Step
from centra_mock.errors import NotFound
from centra_mock.policy import Policy
from centra_mock.services.object_page import Change
from centra_mock.wire.grammar import OBJECTS
from centra_mock.wire.tree import Element
from support.objects import line, update
from support.profile import steady
from support.wire import NAMESPACES

Key = tuple[str, int]
"""A type and an internal id."""
Objects = dict[Key, Element]

texts = st.sampled_from(["", "x", "y"])
new_ids = st.sampled_from(["A", "B"])
numbers = st.integers(0, 3)


def stocked(warehouse: str, quantity: int, more: list[dict[str, Any]]) -> dict[str, Any]:
    """A product's stock in a warehouse, which is made if there is none; and more variations behind it."""
    size = {"id": "ONE", "warehouseitems": {"warehouse": [{"id": warehouse, "qty": quantity}]}}
    return {"variation": [{"id": "chair-oak", "sizes": {"size": [size]}}, *more]}


def shipped(id: str, quantity: int, flag: str) -> dict[str, Any]:
    return {"shipment": [{"id": id, "products": line({"1": quantity}), "shipped": flag}]}


flags = st.sampled_from(["yes", "no"])
odd_variations = st.sampled_from([[], [{"id": "odd", "sizetable": {"id": "nowhere"}}]])

CHANGES: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "market": st.fixed_dictionaries({"id": new_ids | st.just("se")}, optional={"description": texts, "type": texts}),
    "account": st.fixed_dictionaries(
        {"id": new_ids, "buyers": st.just({"buyer": [{"id": "buyer"}]})},
        optional={"other": texts, "market": st.sampled_from(["", {"id": "se"}, {"id": "nowhere"}])},
    ),
    "product": st.fixed_dictionaries(
        {"id": st.just("chair")},
        optional={
            "comment": texts,
            "variations": st.builds(stocked, new_ids | st.just("main"), numbers, odd_variations),
        },
    ),
    "order": st.fixed_dictionaries(
        {"id": st.sampled_from(["1", "2"])},
        optional={"locked": flags, "shipments": st.builds(shipped, new_ids, numbers, flags)},
    ),
}
"""What clients send of each type; some of it is refused, halfway."""

ORDERED = Line(variation="sweater-blue", size="M", quantity=3)
ACTS: dict[str, Callable[[Tenant, str], object]] = {
    "ship": lambda shop, order: shop.ship_order(order, {"1": 1}),
    "ship all": lambda shop, order: shop.ship_order(order),
    "return": lambda shop, order: shop.refund(order, "A", {"1": 1}, restock=True),
    "cancel": lambda shop, order: shop.cancel_order(order, {"1": 1}),
    "cancel all": lambda shop, order: shop.cancel_order(order),
    "pay": lambda shop, order: shop.pay_order(order),
}


def objects_of(shop: Tenant) -> Objects:
    """Every object as it is shown."""
    with shop.at_once() as centra:
        return {(type, each.internal): each.tree for type in OBJECTS for each in centra.objects(type, limit=1000)}


def history_of(shop: Tenant, key: Key, limit: int = 1000) -> list[Change]:
    return shop.object_history(key[0], shop.shown_id(*key), limit=limit)


def difference_of(key: Key, was: Element | None, now: Element | None) -> list[Difference]:
    return differences(was, now, OBJECTS[key[0]].field)


def what_happened(was: Element | None, now: Element | None) -> str | None:
    """What a change is called; ``None`` where nothing has changed."""
    if was is None or now is None:
        return "made" if now is not None else "deleted" if was is not None else None
    return "changed" if etree.tostring(was) != etree.tostring(now) else None


def check_histories(shop: Tenant, first: Objects) -> None:
    """Each change goes on from the one before, the last leads to what is shown, and nothing is listed twice."""
    now = objects_of(shop)
    for key in {**first, **now}:
        fields = told(key, first.get(key))
        for change in reversed(history_of(shop, key)):
            follow(fields, change)
        assert fields == told(key, now.get(key))


def told(key: Key, tree: Element | None) -> dict[str, str]:
    """An object as the fields that are filled in."""
    return {path: now for path, _, now in difference_of(key, None, tree) if now}


def follow(fields: dict[str, str], change: Change) -> None:
    paths = [each.path for each in change.differences]
    assert len(set(paths)) == len(paths) > 0
    for path, was, now in change.differences:
        assert fields.pop(path, "") == (was or "")
        if now:
            fields[path] = now


def replay(shop: Tenant, exchange: int) -> str:
    """Send a request again, as the page of its exchange does. Returns the request id."""
    url = f"{shop.server_url}/_admin/{shop.name}/log/{exchange}"
    with requests.Session() as browser:
        token = html.fromstring(browser.get(url, timeout=30).text).find(".//input[@name='token']")
        assert token is not None
        browser.post(f"{url}/replay", data={"token": token.attrib["value"]}, timeout=30).raise_for_status()
    return dict(shop.exchanges(before=2**31, limit=1)[0].response_headers)["X-Centra-Request-ID"]


class HistoryOfActs(RuleBasedStateMachine):
    """After each act, the histories have just what it did to the objects, put down to it."""

    def __init__(self, shop: Tenant) -> None:
        super().__init__()
        self.shop = shop
        demo(shop)
        shop.place_order([ORDERED])
        shop.import_state(shop.export_state())
        self.first = self.objects = objects_of(shop)
        self.newest = 0

    @initialize(failed=st.sampled_from(["report", "refuse_request"]))
    def choose_policy(self, failed: Any) -> None:
        self.shop.policy = Policy(failed_object=failed)

    @rule(type=st.sampled_from(sorted(CHANGES)), endpoint=st.sampled_from(sorted(NAMESPACES)), data=st.data())
    def a_client_updates(self, type: str, endpoint: str, data: st.DataObject) -> None:
        """One request, in which an object may come more than once."""
        sent = data.draw(st.lists(CHANGES[type], min_size=1, max_size=4))
        self.judge(update(self.shop, type, *sent, endpoint=endpoint).http.headers["X-Centra-Request-ID"])

    @rule(type=st.sampled_from(sorted(CHANGES)), data=st.data())
    def an_admin_edits(self, type: str, data: st.DataObject) -> None:
        fields = data.draw(CHANGES[type])
        self.attempt(lambda: self.shop.put(type, fields.pop("id"), fields))

    @rule(warehouse=new_ids)
    def an_admin_removes_a_part(self, warehouse: str) -> None:
        place = (
            Step("variations"), Step("variation", ("chair-oak",)), Step("sizes"), Step("size", ("ONE",)),
            Step("warehouseitems"), Step("warehouse", (warehouse,)),
        )  # fmt: skip
        self.attempt(lambda: self.shop.remove_part("product", "chair", place))

    @rule(type=st.sampled_from(["market", "account"]), id=new_ids)
    def an_admin_deletes(self, type: str, id: str) -> None:
        self.attempt(lambda: self.shop.delete(type, id))

    @rule()
    def an_order_is_placed(self) -> None:
        self.attempt(lambda: self.shop.place_order([ORDERED]))

    @rule(act=st.sampled_from(sorted(ACTS)), order=st.sampled_from(["1", "2"]))
    def something_is_done_with_an_order(self, act: str, order: str) -> None:
        self.attempt(lambda: ACTS[act](self.shop, order))

    @rule(back=st.integers(0, 3))
    def a_request_is_sent_again(self, back: int) -> None:
        sent = self.shop.exchanges(before=2**31, limit=back + 1)
        if sent:
            self.judge(replay(self.shop, sent[-1].id))

    @rule(id=new_ids)
    def an_id_is_changed(self, id: str) -> None:
        """An object becomes no other by that: it is shown under another id, in its history too."""
        internal = self.shop.internal_id("market", "se")
        assert internal
        with suppress(Refused):
            self.shop.convert("market", internal, id)
        self.shop.convert("market", internal, "se")
        self.judge("")

    def attempt(self, act: Callable[[], object]) -> None:
        """Something that is done in Centra itself; what is refused changes nothing."""
        try:
            act()
        except (Refused, NotFound):
            now = objects_of(self.shop)
            assert [key for key in {**now, **self.objects} if what_happened(self.objects.get(key), now.get(key))] == []
        self.judge("")

    def judge(self, cause: str) -> None:
        before, self.objects = self.objects, objects_of(self.shop)
        found = {}
        for key in {**self.first, **before, **self.objects}:
            for change in history_of(self.shop, key, limit=3):
                if change.id > self.newest:
                    assert key not in found, "one act is one change"
                    found[key] = change
        assert {key: (each.what, each.differences, each.request_id) for key, each in found.items()} == {
            key: (what, difference_of(key, before.get(key), self.objects.get(key)), cause)
            for key in {**before, **self.objects}
            if (what := what_happened(before.get(key), self.objects.get(key)))
        }
        exchange = self.shop.exchange_of(cause) if cause else None
        assert {each.exchange for each in found.values()} <= {exchange}
        self.newest = max([self.newest, *(each.id for each in found.values())])

    def teardown(self) -> None:
        check_histories(self.shop, self.first)


def test_the_history_is_what_became_of_the_objects(server: MockServer) -> None:
    names = count()

    class Machine(HistoryOfActs):
        def __init__(self) -> None:
            super().__init__(server.tenant(f"histories{next(names)}"))

    run_state_machine_as_test(Machine, settings=settings(steady, stateful_step_count=20))
