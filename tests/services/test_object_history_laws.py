"""The history of objects agrees with their changes, for random activities of clients and admins."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from itertools import count
from typing import Any
from urllib.parse import quote

import requests
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from lxml import html

from centra_fixtures.scenes import load_demo
from centra_mock import Centra, Line, MockServer, Refused
from centra_mock.errors import NotFound
from centra_mock.policy import Policy
from support.histories import changed_after, check_histories, difference_of, history_of, objects_of, what_happened
from support.objects import line, update
from support.profile import few
from support.wire import NAMESPACES

texts = st.sampled_from(["", "x", "y"])
new_ids = st.sampled_from(["A", "B"])
numbers = st.integers(0, 3)


def stocked(warehouse: str, quantity: int, more: list[dict[str, Any]]) -> dict[str, Any]:
    """Draw the stock of a product in a warehouse, which is made if needed, and more variations."""
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
"""Updates for each type; some are refused partly."""

ORDERED = [
    Line(variation="sweater-blue", size="M", quantity=3),
    Line(variation="chair-oak"),
    Line(variation="chair-black"),
]
ACTS: dict[str, Callable[[Centra, str], object]] = {
    "ship": lambda shop, order: shop.ship_order(order, {"1": 1}),
    "ship all": lambda shop, order: shop.ship_order(order),
    "return": lambda shop, order: shop.refund(order, "A", {"1": 1}, restock=True),
    "cancel": lambda shop, order: shop.cancel_order(order, {"1": 1}),
    "cancel all": lambda shop, order: shop.cancel_order(order),
    "pay": lambda shop, order: shop.pay_order(order),
}


def replay(shop: Centra, exchange: int) -> str:
    """Replay a request, as the page of its exchange does. Return the request id."""
    url = f"{shop.server_url}/_admin/{shop.name}/log/{exchange}"
    with requests.Session() as browser:
        token = html.fromstring(browser.get(url, timeout=30).text).find(".//input[@name='token']")
        assert token is not None
        browser.post(f"{url}/replay", data={"token": token.attrib["value"]}, timeout=30).raise_for_status()
    return dict(shop.journal.exchanges(before=2**31, limit=1)[0].response_headers)["X-Centra-Request-ID"]


class HistoryOfActs(RuleBasedStateMachine):
    """After each activity, the histories have exactly its changes, with its request."""

    def __init__(self, shop: Centra) -> None:
        super().__init__()
        self.shop = shop
        load_demo(shop)
        shop.place_order(ORDERED)
        shop.state.load(shop.state.save())
        self.first = self.objects = objects_of(shop)
        self.newest = 0

    @initialize(failed=st.sampled_from(["report", "refuse_request"]))
    def choose_policy(self, failed: Any) -> None:
        self.shop.policy = Policy(failed_object=failed)

    @rule(type=st.sampled_from(sorted(CHANGES)), endpoint=st.sampled_from(sorted(NAMESPACES)), data=st.data())
    def a_client_updates(self, type: str, endpoint: str, data: st.DataObject) -> None:
        """Send one request, which may name an object more than once."""
        sent = data.draw(st.lists(CHANGES[type], min_size=1, max_size=4))
        self.judge(update(self.shop, type, *sent, endpoint=endpoint).http.headers["X-Centra-Request-ID"])

    @rule(type=st.sampled_from(sorted(CHANGES)), data=st.data())
    def an_admin_edits(self, type: str, data: st.DataObject) -> None:
        fields = data.draw(CHANGES[type])
        self.attempt(lambda: self.shop.put(type, fields.pop("id"), fields))

    @rule(warehouse=new_ids)
    def an_admin_removes_a_part(self, warehouse: str) -> None:
        part = f"variations/variation:chair-oak/sizes/size:ONE/warehouseitems/warehouse:{quote(warehouse, safe='')}"
        self.attempt(lambda: self.shop.remove_part("product", "chair", part))

    @rule(type=st.sampled_from(["market", "account"]), id=new_ids)
    def an_admin_deletes(self, type: str, id: str) -> None:
        self.attempt(lambda: self.shop.delete(type, id))

    @rule()
    def an_order_is_placed(self) -> None:
        self.attempt(lambda: self.shop.place_order(ORDERED))

    @rule(act=st.sampled_from(sorted(ACTS)), order=st.sampled_from(["1", "2"]))
    def something_is_done_with_an_order(self, act: str, order: str) -> None:
        self.attempt(lambda: ACTS[act](self.shop, order))

    @rule(back=st.integers(0, 3))
    def a_request_is_sent_again(self, back: int) -> None:
        sent = self.shop.journal.exchanges(before=2**31, limit=back + 1)
        if sent:
            self.judge(replay(self.shop, sent[-1].id))

    @rule(id=new_ids)
    def an_id_is_changed(self, id: str) -> None:
        """Change an id: the object is shown under the new id, also in its history."""
        internal = self.shop.objects.internal_id("market", "se")
        assert internal
        with suppress(Refused):
            self.shop.convert("market", internal, id)
        self.shop.convert("market", internal, "se")
        self.judge("")

    def attempt(self, act: Callable[[], object]) -> None:
        """Perform an activity in Centra; a refused one changes nothing."""
        before = self.objects
        try:
            act()
            is_refused = False
        except (Refused, NotFound):
            is_refused = True
        self.judge("")
        if is_refused:
            now = self.objects
            assert [key for key in {**now, **before} if what_happened(before.get(key), now.get(key))] == []

    def judge(self, cause: str) -> None:
        before, self.objects = self.objects, objects_of(self.shop)
        changed = changed_after(self.shop, self.newest)
        assert len(set(changed)) == len(changed), "one act is one change"
        found = {key: history_of(self.shop, key, limit=1)[0] for key in changed}
        assert {key: (each.what, each.differences, each.request_id) for key, each in found.items()} == {
            key: (what, difference_of(key, before.get(key), self.objects.get(key)), cause)
            for key in {**before, **self.objects}
            if (what := what_happened(before.get(key), self.objects.get(key)))
        }
        exchange = self.shop.journal.exchange_of(cause) if cause else None
        assert {each.exchange for each in found.values()} <= {exchange}
        self.newest = max([self.newest, *(each.id for each in found.values())])

    def teardown(self) -> None:
        check_histories(self.shop, self.first)


def test_the_history_agrees_with_the_changes_of_objects(server: MockServer) -> None:
    names = count()

    class Machine(HistoryOfActs):
        def __init__(self) -> None:
            super().__init__(server.tenant(f"histories{next(names)}"))

    run_state_machine_as_test(Machine, settings=settings(few, stateful_step_count=20))
