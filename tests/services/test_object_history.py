"""The history of objects: changes, their requests, and the retention."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centra_fixtures.strategies import Values, internal_ids, objects
from centra_mock import Centra, Line
from centra_mock.domain.diff import Difference, differences
from centra_mock.domain.merge import merge
from centra_mock.errors import NotFound
from centra_mock.services.parts.objects import ObjectChange
from centra_mock.store import history
from centra_mock.store.history import HistoryRepository
from centra_mock.store.retention import Retention
from centra_mock.wire.grammar import OBJECTS, Field
from centra_mock.wire.tree import element, to_stored
from centra_mock.wire.values import build
from support.control import Control
from support.profile import steady
from support.wire import call

Draw = Callable[[st.SearchStrategy[Values]], Values]


def changed_fields(change: ObjectChange) -> list[tuple[str, str | None, str | None]]:
    return [tuple(each) for each in change.differences]  # type: ignore[misc]


@pytest.mark.every_database
def test_each_change_has_its_fields_and_its_request(shop: Centra) -> None:
    answer = call(
        shop, "markets_Update", "<markets><market><id>no</id><description>Norge</description></market></markets>"
    )
    call(shop, "markets_Update", "<markets><market><id>no</id><description>Norway</description></market></markets>")
    shop.put("market", "no", {"type": "retail"})
    in_centra, second, first = shop.objects.history("market", "no")
    assert (first.what, first.request_id) == ("made", answer.http.headers["X-Centra-Request-ID"])
    assert changed_fields(first) == [("id", None, "no"), ("description", None, "Norge")]
    assert changed_fields(second) == [("description", "Norge", "Norway")]
    assert [shop.journal.exchange(each.exchange or 0).operation for each in (first, second)] == ["markets_Update"] * 2
    assert changed_fields(in_centra) == [("type", None, "retail")]
    assert (in_centra.request_id, in_centra.exchange) == ("", None)
    shop.journal.clear()
    assert [each.exchange for each in shop.objects.history("market", "no")] == [None] * 3


def test_an_order_is_in_the_history_of_its_product(shop: Centra) -> None:
    shop.place_order([Line(variation="chair-oak", quantity=3)])
    newest = shop.objects.history("product", "chair")[0]
    stock = 'variations/variation "chair-oak"/sizes/size "ONE"/warehouseitems/warehouse "main"/qty'
    assert changed_fields(newest) == [(stock, "1000", "997")]


def test_refused_and_empty_changes_are_not_recorded(shop: Centra) -> None:
    before = shop.objects.history("product", "chair")
    call(shop, "products_Update", "<products><product><id>chair</id></product></products>")
    call(
        shop,
        "products_Update",
        "<products><product><id>chair</id><comment>x</comment><status>odd</status></product></products>",
    )
    assert shop.objects.history("product", "chair") == before


def test_lines_of_one_product_have_different_paths(shop: Centra) -> None:
    order = shop.place_order([Line(variation="chair-oak", quantity=3), Line(variation="chair-black", quantity=2)])
    shop.cancel_order(order, {"1": 1, "2": 1})
    newest = {path: (was, now) for path, was, now in shop.objects.history("order", order)[0].differences}
    lines = [f'products/product "chair, chair-{wood}, 1000.00"' for wood in ("oak", "black")]
    assert [newest[f"{line}/qty"] for line in lines] == [("3", "2"), ("2", "1")]
    assert newest[f'{lines[0]}/sizes/size "ONE, 1"/qty'] == ("3", "2")


def call_it(shop: Centra, *names: str) -> None:
    """Send one request that sets the name of a market several times; ``?`` is refused."""
    changes = (
        f"<market><id>{'' if name == '?' else 'no'}</id><description>{name}</description></market>" for name in names
    )
    assert call(shop, "markets_Update", f"<markets>{''.join(changes)}</markets>").success == ("?" not in names)


@pytest.mark.parametrize("names", ["abc", "a?c", "ab?c", "?a?b?c"])
def test_one_request_is_one_change_of_an_object(shop: Centra, names: str) -> None:
    call_it(shop, *names)
    (change,) = shop.objects.history("market", "no")
    assert changed_fields(change)[-1] == ("description", None, "c")


@pytest.mark.every_database
@pytest.mark.parametrize(
    ("names", "became"), [("ba", []), ("b?a", []), ("bab", ["b"]), ("ba?c", ["c"]), ("bacab", ["b"])]
)
def test_a_request_that_reverts_itself_is_no_change(shop: Centra, names: str, became: list[str]) -> None:
    call_it(shop, "a")
    call_it(shop, *names)
    *later, _ = shop.objects.history("market", "no")
    assert [changed_fields(each) for each in later] == [[("description", "a", name)] for name in became]


def test_a_refused_part_of_a_request_leaves_no_change(shop: Centra) -> None:
    """A refused object, and then an accepted one, refer to a warehouse that is made on sight."""
    warehouse = "<warehouseitems><warehouse><id>new</id><qty>1</qty></warehouse></warehouseitems>"
    oak = f"<variation><id>chair-oak</id><sizes><size><id>ONE</id>{warehouse}</size></sizes></variation>"
    odd = "<variation><id>odd</id><sizetable><id>nowhere</id></sizetable></variation>"
    products = (f"<product><id>chair</id><variations>{each}</variations></product>" for each in (oak + odd, oak))
    assert not call(shop, "products_Update", f"<products>{''.join(products)}</products>").success
    for type, id in (("warehouse", "new"), ("product", "chair")):
        newest = shop.objects.history(type, id)[0]
        assert newest.request_id
        assert newest.exchange == 1


def test_a_deleted_object_keeps_its_history_and_continues_it_when_made_again(shop: Centra) -> None:
    shop.put("market", "no", {"description": "Norge"})
    shop.delete("market", "no")
    assert [each.what for each in shop.objects.history("market", "no")] == ["deleted", "made"]
    assert changed_fields(shop.objects.history("market", "no")[0])[-1] == ("description", "Norge", None)
    shop.put("market", "no", {"description": "Norway"})
    assert [each.what for each in shop.objects.history("market", "no")] == ["made", "deleted", "made"]
    with pytest.raises(NotFound, match='there is no market "never"'):
        shop.objects.history("market", "never")


def test_the_history_shows_present_ids(shop: Centra) -> None:
    shop.put("account", "nordic-mock", {"market": {"id": "se"}})
    shop.convert("market", shop.objects.internal_id("market", "se") or 0, "sweden")
    assert ("market/id", "ws", "sweden") in changed_fields(shop.objects.history("account", "nordic-mock")[0])


def test_bulk_work_is_recorded_for_existing_objects(shop: Centra) -> None:
    with shop.together() as all:
        all.put("market", "se", {"description": "one"})
        all.put("market", "se", {"description": "two"})
        all.put("market", "no", {"description": "Norge"})
    assert [changed_fields(each)[0][2] for each in shop.objects.history("market", "se")][:1] == ["two"]
    assert shop.objects.history("market", "no") == []


def test_the_oldest_changes_are_dropped_by_count_and_size(shop: Centra, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "CHECK_EVERY", 1)
    monkeypatch.setattr(HistoryRepository, "retention", Retention(count=3, size=10**9))
    for number in range(5):
        shop.put("market", "se", {"description": str(number)})
    kept = shop.objects.history("market", "se")
    assert [changed_fields(each)[0][1:] for each in kept] == [("3", "4"), ("2", "3"), ("1", "2")]
    monkeypatch.setattr(HistoryRepository, "retention", Retention(count=100, size=150))
    shop.put("market", "se", {"description": "5"})
    assert [changed_fields(each)[0][1:] for each in shop.objects.history("market", "se")] == [("4", "5")]


def test_a_loaded_state_has_no_history_of_the_former_one(shop: Centra) -> None:
    saved = shop.state.save()
    shop.put("market", "se", {"description": "Sverige"})
    shop.state.load(saved)
    assert shop.objects.history("market", "se") == []
    assert shop.state.save() == saved


def test_the_control_api_pages_the_history(shop: Centra) -> None:
    control = Control(shop)
    for number in range(5):
        shop.put("market", "se", {"description": str(number)})
    page = control.ok("GET", "/objects/market/se/history?limit=2")
    rest = control.ok("GET", f"/objects/market/se/history?until={page['next_until']}")
    changes = [*page["changes"], *rest["changes"]]
    assert [each["differences"][-1]["now"] for each in changes][:5] == ["4", "3", "2", "1", "0"]
    assert [each["differences"] for each in changes] == [
        [each._asdict() for each in change.differences] for change in shop.objects.history("market", "se")
    ]
    assert rest["next_until"] is None
    assert control.problem("GET", "/objects/market/never/history")["status"] == 404


FIELDS = [obj.field for obj in OBJECTS.values()]


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
@steady
@given(data=st.data())
def test_the_difference_of_two_states_has_all_changed_texts(field: Field, data: st.DataObject) -> None:
    before = element(field.name)
    merge(before, build(field, data.draw(objects(field, internal_ids))), field)
    after = deepcopy(before)
    merge(after, build(field, data.draw(objects(field, internal_ids))), field)
    found = differences(before, after, field)
    assert bool(found) == (to_stored(before) != to_stored(after))
    assert len({each.path for each in found}) == len(found)
    assert [Difference(path, now, was) for path, was, now in found] == differences(after, before, field)
    assert differences(after, deepcopy(after), field) == []
