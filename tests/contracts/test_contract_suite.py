"""The contract suite finds what is wrong with a client, and nothing wrong with one that is right."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
import requests
from lxml import etree

from centra_contracts.clients import CallableClient, Connection, State
from centra_contracts.rules import RULES
from centra_contracts.runner import Stage
from centra_contracts.search import Effort, Result
from centra_contracts.suite import Suite
from centra_mock import MockServer
from support.wire import HEADERS, envelope


def call(centra: Connection, operation: str, inner: str) -> Any:
    login = f"<login><username>{centra.username}</username><password>{centra.password}</password></login>"
    data = envelope(f"<{operation}>{login}{inner}</{operation}>", centra.namespace)
    answer = requests.post(centra.url, data=data.encode(), headers=HEADERS, timeout=30)
    answer.raise_for_status()
    return etree.fromstring(answer.content)


def poll(centra: Connection, known: tuple[str, ...] = (), done_first: bool = False, keep_first: bool = False) -> None:
    """A small client: ``known`` are the types that it marks done, all if there are none."""
    names = {"c": centra.namespace}
    while events := call(centra, "events_GetRequest", "<type>all</type>").findall(".//c:event", names):
        mine = [each for each in events if not known or each.findtext("c:type", namespaces=names) in known]
        orders = {
            order.findtext("c:id", namespaces=names): order.findtext("c:internalinformation", "", names)
            for event in mine
            for order in event.findall("c:data/c:order", names)
        }
        done = partial(
            call, centra, "events_Done", "".join(f"<event>{each.findtext('c:id', '', names)}</event>" for each in mine)
        )
        if done_first:
            done()
        stored = held(centra)
        store(centra, {**orders, **stored} if keep_first else {**stored, **orders})
        if not mine:
            return
        if not done_first:
            done()


def held(centra: Connection) -> dict[str, str]:
    path = centra.workdir / "orders.json"
    found: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    return found


def store(centra: Connection, orders: dict[str, str]) -> None:
    new = centra.workdir / "orders.new"
    new.write_text(json.dumps(orders))
    new.rename(centra.workdir / "orders.json")


def state(centra: Connection) -> State:
    return {"order": [{"id": id, "internalinformation": told} for id, told in held(centra).items()]}


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with MockServer() as server:
        yield Stage(server.url)


def check(stage: Stage, rule: str, **faults: Any) -> Result:
    return Suite(CallableClient(partial(poll, **faults), state), stage, effort=Effort(examples=15)).check(RULES[rule])


@pytest.mark.parametrize("rule", ["drains-queue", "done-unknown-types", "store-before-done", "upserts-by-id"])
def test_a_client_that_is_right_passes(stage: Stage, rule: str) -> None:
    result = check(stage, rule)
    assert (result.verdict, result.finding.sentence) == ("passed", "")
    assert result.judged > 0


def test_skipping_unknown_types_is_found_in_its_shortest_history(stage: Stage) -> None:
    result = check(stage, "done-unknown-types", known=("order", "customer"))
    assert result.verdict == "failed"
    assert "never done" in result.finding.sentence
    assert result.observation is not None
    assert [step.name for step in result.observation.scenario.steps] == ["emit", "place", "settle"]
    assert result.observation.scenario.page_size == 100


def test_done_before_stored_is_found_by_killing_the_client(stage: Stage) -> None:
    result = check(stage, "store-before-done", done_first=True)
    assert result.verdict == "failed"
    assert "was killed at events_Done" in result.finding.sentence


def test_keeping_the_first_version_of_an_order_is_found(stage: Stage) -> None:
    result = check(stage, "upserts-by-id", keep_first=True)
    assert result.verdict == "failed"
    assert "The client holds old data" in result.finding.sentence


def test_without_state_what_needs_it_is_not_judged(stage: Stage) -> None:
    result = Suite(CallableClient(poll), stage).check(RULES["upserts-by-id"])
    assert result.verdict == "not judged"
    assert "--state" in result.finding.sentence
