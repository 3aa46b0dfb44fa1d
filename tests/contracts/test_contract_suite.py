"""The contract suite finds the faults of broken clients, and none in a correct one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
import requests
from lxml import etree

from centra_contracts.clients import CallableClient, ConnectionSettings, State
from centra_contracts.rules import RULES
from centra_contracts.runner import MockEnvironment
from centra_contracts.search import RuleResult, SearchSettings
from centra_contracts.suite import Suite
from centra_mock import MockServer
from support.wire import HEADERS, envelope


def call(centra: ConnectionSettings, operation: str, inner: str) -> Any:
    login = f"<login><username>{centra.username}</username><password>{centra.password}</password></login>"
    data = envelope(f"<{operation}>{login}{inner}</{operation}>", centra.namespace)
    answer = requests.post(centra.url, data=data.encode(), headers=HEADERS, timeout=30)
    answer.raise_for_status()
    return etree.fromstring(answer.content)


def poll(
    centra: ConnectionSettings,
    known: tuple[str, ...] = (),
    done_first: bool = False,
    keep_first: bool = False,
    left_alone: str = "",
) -> None:
    """Poll as a small client does. ``known`` are the types that it marks done: all if empty. ``left_alone`` is the
    status of the orders that it does not store.
    """
    names = {"c": centra.namespace}
    while events := call(centra, "events_GetRequest", "<type>all</type>").findall(".//c:event", names):
        mine = [each for each in events if not known or each.findtext("c:type", namespaces=names) in known]
        orders = {
            order.findtext("c:id", namespaces=names): order.findtext("c:internalinformation", "", names)
            for event in mine
            for order in event.findall("c:data/c:order", names)
            if order.findtext("c:status", namespaces=names) != left_alone
        }
        done = partial(
            call, centra, "events_Done", "".join(f"<event>{each.findtext('c:id', '', names)}</event>" for each in mine)
        )
        if done_first:
            done()
        stored = load(centra)
        store(centra, {**orders, **stored} if keep_first else {**stored, **orders})
        if not mine:
            return
        if not done_first:
            done()


def load(centra: ConnectionSettings) -> dict[str, str]:
    path = centra.workdir / "orders.json"
    found: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    return found


def store(centra: ConnectionSettings, orders: dict[str, str]) -> None:
    new = centra.workdir / "orders.new"
    new.write_text(json.dumps(orders))
    new.rename(centra.workdir / "orders.json")


def state(centra: ConnectionSettings) -> State:
    return {"order": [{"id": id, "internalinformation": note} for id, note in load(centra).items()]}


@pytest.fixture(scope="module")
def environment() -> Iterator[MockEnvironment]:
    with MockServer() as server:
        yield MockEnvironment(server.url)


def check(environment: MockEnvironment, rule: str, examples: int = 15, **faults: Any) -> RuleResult:
    return Suite(
        CallableClient(partial(poll, **faults), state), environment, search_settings=SearchSettings(examples)
    ).check(RULES[rule])


@pytest.mark.parametrize("rule", ["drains-queue", "done-unknown-types", "store-before-done", "upserts-by-id"])
def test_a_correct_client_passes(environment: MockEnvironment, rule: str) -> None:
    result = check(environment, rule)
    assert (result.verdict, result.finding.message) == ("passed", "")
    assert result.judged > 0


@pytest.mark.parametrize(
    ("autoconfirm", "left_alone", "verdict"), [("none", "pending", "passed"), ("both", "confirmed", "failed")]
)
def test_a_client_may_leave_pending_orders_alone_and_no_others(
    environment: MockEnvironment, autoconfirm: str, left_alone: str, verdict: str
) -> None:
    environment = MockEnvironment(environment.server.url, policy={"autoconfirm": autoconfirm}, prefix=autoconfirm)
    assert check(environment, "upserts-by-id", examples=5, left_alone=left_alone).verdict == verdict


def poll_and_update(centra: ConnectionSettings) -> None:
    """Poll, then update the orders that are new: with the policy ``echo``, each update queues an event."""
    known = load(centra)
    poll(centra)
    for id in load(centra).keys() - known.keys():
        call(centra, "orders_Update", f"<orders><order><id>{id}</id><locked>yes</locked></order></orders>")


def test_a_client_settles_when_it_has_read_the_events_of_its_own_updates(environment: MockEnvironment) -> None:
    environment = MockEnvironment(environment.server.url, policy={"echo": True}, prefix="echo")
    suite = Suite(CallableClient(poll_and_update, state), environment, search_settings=SearchSettings(5))
    assert suite.check(RULES["drains-queue"]).verdict == "passed"


def test_a_client_that_skips_unknown_types_fails_with_the_shortest_history(environment: MockEnvironment) -> None:
    result = check(environment, "done-unknown-types", known=("order", "customer"))
    assert result.verdict == "failed"
    assert "never marked done" in result.finding.message
    assert result.observation is not None
    assert [step.name for step in result.observation.scenario.steps] == ["emit", "place", "settle"]
    assert result.observation.scenario.page_size == 100


def test_a_client_that_marks_done_before_it_stores_fails_when_killed(environment: MockEnvironment) -> None:
    result = check(environment, "store-before-done", done_first=True)
    assert result.verdict == "failed"
    assert "was killed at events_Done" in result.finding.message


def test_a_client_that_keeps_the_first_version_of_an_order_fails(environment: MockEnvironment) -> None:
    result = check(environment, "upserts-by-id", keep_first=True)
    assert result.verdict == "failed"
    assert "The client stores old data" in result.finding.message


def test_a_rule_that_needs_state_is_not_judged_without_it(environment: MockEnvironment) -> None:
    result = Suite(CallableClient(poll), environment).check(RULES["upserts-by-id"])
    assert result.verdict == "not judged"
    assert "--state" in result.finding.message
