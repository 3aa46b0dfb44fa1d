"""What is wrong with a scene is told by file, step and field, with what would be right."""

from __future__ import annotations

from pathlib import Path

import pytest

from centra_mock import Refused, Tenant
from centra_mock.errors import CentraError
from centra_mock.scenes import find_scene, load_scene

HEAD = "title: T\ndescription: D\n"
STEPS = HEAD + "steps:\n"


def step(written: str) -> str:
    return f"{STEPS}  - drain\n  - {written}\n"


FILES = {
    "nothing": ("", "a scene has title, description and steps, but this holds none of them"),
    "a list": ("- drain", "a scene has title, description and steps"),
    "no title": ("description: D", "title: is missing; it has to be there"),
    "no description": ("title: T", "description: is missing; it has to be there"),
    "unknown head": (
        HEAD + "step: []",
        "step: is not known here; did you mean steps? It can be title, ",
    ),
    "steps that are none": (HEAD + "steps: {}", "steps: expected a list, got fields"),
    "seed": (HEAD + "seed: abc", "seed: expected a whole number, got a text"),
    "not YAML": (HEAD + "steps: [", "line 3, column 9: not YAML: "),
    "a tab": (HEAD + "steps:\n\t- drain", "line 4, column 1: not YAML: found character '\\t'"),
    "twice": (HEAD + "title: U", "line 3: title: stands twice; it can stand only once"),
    "a Python object": (HEAD + "steps: [!!python/name:os.system ]", "line 3, column 9: not YAML: could not determine"),
    "not UTF-8": ("title: \udce5", "not UTF-8"),
    "based on nothing": (
        HEAD + "based_on: nosuch",
        "based_on: There is no scene 'nosuch'. There are: bundles, contract, demo",
    ),
    "based on no file": (HEAD + "based_on: ./no.yaml", "based_on: There is no scene in "),
    "based on itself": (HEAD + "based_on: bad.yaml", "based_on: leads back to bad.yaml itself"),
}

STEP = {
    "ordre: {}": "ordre: is not known here; did you mean order? It can be update, order, orders, customer, change",
    "bananas": "bananas: is not known here; it can be update, order",
    "{order: {}, drain: {}}": "a step is one of update, order, orders, customer, change, cancel, pay, ",
    "[]": "a step is one of update, order",
    "order: []": "order: expected fields, got a list",
    "order: {market: [se]}": "order: market: expected a text, got a list",
    "order: {markt: se}": "order: markt: is not known here; did you mean market? It can be id, lines, kind, market",
    "order: {lines: []}": "order: lines: expected a list of length >= 1",
    "order: {lines: [{}, {qty: 1}]}": "order: lines[1]: qty: is not known here; it can be product, variation, size, ",
    "order: {lines: [{quantity: two}]}": "order: lines[0].quantity: expected a whole number, got a text",
    "order: {lines: [{quantity: 0}]}": "order: lines[0].quantity: expected a whole number >= 1",
    "order: {kind: b2b}": "order: kind: 'b2b' is not known; it can be retail, wholesale",
    "order: {shipping: much}": "order: shipping: ",
    "order: {ship: maybe}": "order: ship: expected true or false, got a text",
    "order: {customer: {mail: a}}": "order: customer: mail: is not known here; did you mean email? It can be id, store",
    "order: {fields: {market: se}}": "order: fields/market: fields (id, description) are expected, not 'se'",
    "orders: {count: -1}": "orders: count: expected a whole number >= 1",
    "customer: {name: Testa}": "customer: name: is not known here; did you mean",
    "change: {fields: {status: [a]}}": "change: fields/status: a single value is expected, not a list",
    "emit: {data: <a/>}": "emit: type: is missing; it has to be there",
    "put: {type: chair}": "put: type: chair: is not known here; it can be account, customer",
    "delete: {type: product}": "delete: id: is missing; it has to be there",
    "convert: {kind: order, internal: A, external: B}": "convert: internal: expected a whole number, got a text",
    "clock: {at: noon}": "clock: at: ",
    "clock: {at: 2026-01-31T08:00:00}": "clock: at: expected a moment such as 2026-01-31T08:00:00+01:00 with ",
    "update: {product: []}": "update: product: is not known here; did you mean products? It can be accounts, customers",
    "update: {products: {id: chair}}": "update: products: a list of objects is expected, not {'id': 'chair'}",
    "update: {products: [{id: a, descripton: b}]}": (
        "update: products[1]: descripton: is not known here; did you mean description? It can be id, status, sku"
    ),
    "update: {products: [{id: a, variations: [{id: b, sizes: [{id: S, warehouseitems: [main]}]}]}]}": (
        "update: products[1]/variations[1]/sizes[1]/warehouseitems[1]: fields (id, qty, cog) are expected, not 'main'"
    ),
    "update: {products: [{id: {x: y}}]}": "update: products[1]/id: a text is expected, not fields (x)",
    "policy: {ekko: true}": "policy: There is no policy 'ekko'. There are: payload",
    "policy: {page_size: none}": "policy: Policy page_size is a whole number above 0, not 'none'",
    "generate: {orders: many}": "generate: orders: expected a whole number, got a text",
    "generate: {shipped: 101}": "generate: shipped: expected a whole number <= 100",
    "orders: {count: $n}": "orders: $n: the scene has no such parameter; write $$n for the text itself",
}

PLAYED = {
    "order: {}": "order: there is no market; send one with markets_Update first",
    "cancel: {}": "cancel: order: no order was placed before this step; name one",
    "ship: {order: no}": 'ship: there is no order "no"',
    "update: {accounts: [{id: A, market: {id: no}}]}": 'update: account "A": market "no": there is no market "no"',
    "delete: {type: product, id: no}": 'delete: there is no product "no"',
    "emit: {type: x, data: <a>}": "emit: data: not well-formed XML: ",
    "convert: {kind: order, internal: 7, external: x}": "convert: there is no order number 7",
    "generate: {products: 1}": "generate: products: there is no size table to make them in; update sizes first",
    "generate: {accounts: 1}": "generate: accounts: there is no wholesale market with a pricelist for them",
    "generate: {orders: 1}": "generate: orders: there is nothing to order, or nobody to; products need prices",
}


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    return tmp_path / "bad.yaml"


def told(path: Path, text: str) -> str:
    path.write_text(text, "utf-8", "surrogateescape")
    with pytest.raises(CentraError) as caught:
        find_scene(str(path))
    return str(caught.value)


@pytest.mark.parametrize(("text", "message"), FILES.values(), ids=FILES)
def test_a_mistake_in_a_file(text: str, message: str, bad: Path) -> None:
    assert told(bad, text).startswith(f"bad.yaml: {message}")


@pytest.mark.parametrize("written", STEP)
def test_a_mistake_in_a_step(written: str, bad: Path) -> None:
    place, _, what = f"step 2, {STEP[written]}".partition(": ")
    message = told(bad, step(written))
    kinds = (f"bad.yaml: {place}: {what}", f"bad.yaml: step 2: {STEP[written]}", f"bad.yaml: step 2: {what}")
    assert message.startswith(kinds), message


@pytest.mark.parametrize("written", PLAYED)
def test_a_mistake_that_shows_when_it_is_played(written: str, bad: Path, centra: Tenant) -> None:
    bad.write_text(step(written), "utf-8")
    with pytest.raises(Refused) as caught:
        load_scene(str(bad), centra)
    assert str(caught.value).startswith(f"bad.yaml: step 2, {PLAYED[written]}")
    assert centra.is_new


def test_a_mistake_is_told_of_the_file_that_it_is_in(bad: Path) -> None:
    bad.write_text(step("ordre: {}"), "utf-8")
    above = bad.with_name("above.yaml")
    assert told(above, f"{HEAD}based_on: bad.yaml\n").startswith("bad.yaml: step 2: ordre: ")


def test_json_has_mistakes_too(bad: Path) -> None:
    path = bad.with_suffix(".json")
    assert told(path, '{"title": }') == "bad.json: line 1, column 11: not JSON: Expecting value"
    assert (
        told(path, '{"title": "T", "title": "U"}')
        == "bad.json: title: stands twice in one place; it can stand only once"
    )


def test_parameters_that_there_are_not(bad: Path) -> None:
    bad.write_text(f"{STEPS}  - drain\n", "utf-8")
    with pytest.raises(Refused, match=r"^bad\.yaml: parameters: n: the scene has no parameters"):
        find_scene(f"{bad}?n=1")
    with pytest.raises(Refused, match=r"parameters: order: is not known here; did you mean orders\?"):
        find_scene("season?order=1")
    with pytest.raises(Refused, match=r"^season\.yaml: step 2, generate: orders: expected a whole number"):
        find_scene("season?orders=many")
