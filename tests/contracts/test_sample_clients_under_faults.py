"""The correct clients under crashes and faults: they lose and duplicate nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from centra_mock import Centra, MockServer
from centra_mock.domain.mutations import Mutation
from erp import CentraError, Erp, Refused
from support.erp_client import CORRECT, RUNS, At, client_class, connection, has_all, settle, shipments


@pytest.fixture(params=CORRECT)
def kind(request: pytest.FixtureRequest) -> type[Any]:
    return client_class(request.param)


@pytest.fixture
def at(shop: Centra, tmp_path: Path) -> At:
    shop.policy = replace(shop.policy, page_size=3)
    return connection(shop, tmp_path)


class Crash(BaseException):
    """Kill the program."""


def crashing(kind: type[Any], nth: int, when: str) -> type[Erp]:
    """Return a client that crashes at its n-th call, before it or after its answer."""
    calls = iter(range(1, RUNS))

    class Crashing(kind):  # type: ignore[misc]
        def call(self, *arguments: Any, **values: Any) -> Any:
            is_last = next(calls) == nth
            if is_last and when == "before":
                raise Crash
            answer = super().call(*arguments, **values)
            if is_last:
                raise Crash
            return answer

    return Crashing


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("nth", range(1, 10))
def test_a_crash_at_any_call_loses_and_duplicates_nothing(
    kind: type[Erp], shop: Centra, at: At, nth: int, when: str
) -> None:
    orders = shop.place_orders(count=4)  # two pages, an empty one, and four updates: nine calls
    with pytest.raises(Crash):
        crashing(kind, nth, when)(at).poll()
    client = kind(at)
    settle(client, shop)
    has_all(client, shop, orders)


FAULTS: list[dict[str, Any]] = [
    {"kind": "refuse"}, {"kind": "reset"}, {"kind": "reset", "when": "after"}, {"kind": "truncate", "byte": 150},
    {"kind": "malformed"}, {"kind": "html"}, {"kind": "html", "status": 200}, {"kind": "status", "status": 502},
    {"kind": "soap_fault", "when": "after"},
]  # fmt: skip
OPERATIONS = ("events_Get", "events_Done", "orders_Update")


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: "-".join(map(str, fault.values())))
@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_temporary_fault_is_reported_and_loses_nothing(
    kind: type[Erp], shop: Centra, at: At, fault: dict[str, Any], operation: str
) -> None:
    orders = shop.place_orders(count=4)
    shop.faults.add(operation=operation, **fault)
    client = kind(at)
    with pytest.raises(CentraError):
        client.poll()
    settle(client, shop)
    has_all(client, shop, orders)
    assert [state.fired for state in shop.faults.clear()] == [1]


@pytest.mark.parametrize("operation", ["events_Done", "orders_Update"])
def test_a_failure_is_not_a_success_and_a_notice_is_not_a_failure(
    kind: type[Erp], shop: Centra, at: At, operation: str
) -> None:
    orders = shop.place_orders(count=2)
    shop.faults.add("failure", operation, messages=["Not today."])
    client = kind(at)
    with pytest.raises(Refused, match=r"Not today\."):
        client.poll()
    shop.faults.add("notices", operation, count=None, messages=["By the way."])
    settle(client, shop)
    has_all(client, shop, orders)


MUTATIONS = {
    "added": Mutation(added=["elements", "foreign", "attributes", "events", "anywhere"], rate=0.5),
    "equal": Mutation(equal=True, rate=0.5),
    "split": Mutation(equal=["split_text", "bom"], rate=1.0),
    "utf16": Mutation(added=True, equal=["utf16"], rate=0.2),
    "latin1": Mutation(added=True, equal=["latin1"], rate=0.2),
}


@pytest.mark.parametrize("mutation", MUTATIONS.values(), ids=MUTATIONS)
@pytest.mark.parametrize("seed", [0, 1])
def test_equal_answers_in_other_xml_make_no_difference(
    kind: type[Erp], server: MockServer, centra: Centra, tmp_path: Path, mutation: Mutation, seed: int
) -> None:
    def played(centra: Centra, folder: str) -> tuple[object, object]:
        centra.reset("bundles")
        centra.register_customer({"email": "asa@example.com", "firstname": "Åsa  ", "address1": "a < b & c"})
        (tmp_path / folder).mkdir()
        client = kind(connection(centra, tmp_path / folder))
        settle(client, centra)
        return client.state(), [shipments(centra, id) for id in ("1", "2")]

    as_ever = played(centra, "as-ever")
    other = server.tenant(f"{centra.name}-mutated")
    other.mutation = replace(mutation, seed=seed)
    assert played(other, "mutated") == as_ever
