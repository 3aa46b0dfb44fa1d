"""Compare two plays of a history, in which a client must behave the same."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Any

from lxml import etree

from centra_contracts.clients import State
from centra_contracts.exchange import ObservedExchange
from centra_contracts.observation import Observation
from centra_contracts.rules.base import PASSED, Finding, failed, not_judged
from centra_contracts.rules.queue_findings import count_events
from centra_contracts.scenario import Scenario
from centra_contracts.wording import times


def without_changes(scenario: Scenario) -> Sequence[Scenario]:
    """Return a history without its mutations and faults, and with them."""
    plain = tuple(step for step in scenario.steps if step.name not in ("mutate", "fault"))
    return (scenario.changed(steps=plain), scenario)


def compare(observations: Sequence[Observation], how: str, adds_events: bool = False) -> Finding:
    """Require the same requests, state and outcome. ``how`` is the difference of the plays: ``with added fields``.

    With ``adds_events``, reads and events_Done differ, and only updates are compared.
    """
    plain, changed = observations
    if plain.end_state.queue or any(run.reported_problem for run in plain.runs):
        return not_judged("The client fails in the same history without the changes.")
    if [each.response for each in plain.exchanges] == [each.response for each in changed.exchanges]:
        return not_judged("No response was changed.")
    for run in changed.runs:
        if run.reported_problem or run.outcome.ended in ("timeout", "runaway"):
            last = run.output.strip().splitlines()[-1:] or ["no output"]
            return failed(f"{_start(how)} the client fails: {last[0][:200]}", _reads(changed))
    if changed.end_state.queue:
        return failed(f"{_start(how)} {count_events(changed.end_state.queue)} never marked done.", _reads(changed))
    for number, (before, after) in enumerate(zip(plain.states, changed.states, strict=True), 1):
        if before is not None and after is not None and (difference := _state_difference(before, after)):
            whose = "the client" if len(plain.states) == 1 else f"client {number}"
            return failed(f"{_start(how)} {whose} stores other data: {difference}", _reads(changed))
    return _compare_requests(plain, changed, how, adds_events)


def _compare_requests(plain: Observation, changed: Observation, how: str, updates_only: bool) -> Finding:
    before, after = (
        [each for each in one.exchanges if each.updated_type or not (updates_only or _is_idle(one, each))]
        for one in (plain, changed)
    )
    requests = [[(each.operation, _canonical(each)) for each in exchanges] for exchanges in (before, after)]
    if requests[0] == requests[1] or (updates_only and sorted(map(str, requests[0])) == sorted(map(str, requests[1]))):
        return PASSED
    for tag, a, _, b, _ in SequenceMatcher(a=requests[0], b=requests[1], autojunk=False).get_opcodes():
        if tag != "equal":
            missing = f"does not call {before[a].operation}" if tag == "delete" else ""
            what = missing or f"sends a different {after[b].operation}"
            return failed(f"{_start(how)} the client {what}.", [after[b].id] if b < len(after) else _reads(changed))
    return PASSED


def _is_idle(observation: Observation, exchange: ObservedExchange) -> bool:
    """Return whether this is a read of a client that polls by itself: their number depends on time."""
    return observation.polls_by_itself and exchange.is_read


def _canonical(exchange: ObservedExchange) -> bytes:
    """Return the request as canonical XML."""
    if exchange.request_element is None:
        return exchange.request.encode()
    found: bytes = etree.tostring(exchange.request_element, method="c14n", exclusive=True)
    return found


def _state_difference(before: State, after: State) -> str:
    one, other = _by_id(before), _by_id(after)
    for key in one.keys() - other.keys():
        return f"{' '.join(key)} is missing."
    for key in other.keys() - one.keys():
        return f"{' '.join(key)} is stored in addition."
    for key, values in one.items():
        for old, new in zip(values, other[key], strict=False):
            if old != new:
                name = next(name for name in {**old, **new} if old.get(name) != new.get(name))
                return f"{' '.join(key)} has {name} {_short(new.get(name))} instead of {_short(old.get(name))}."
        if len(values) != len(other[key]):
            return f"{' '.join(key)} is stored {times(len(other[key]))}."
    return ""


def _by_id(state: State) -> dict[tuple[str, str], list[dict[str, Any]]]:
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for type, objects in state.items():
        for each in objects:
            found.setdefault((type, str(each["id"])), []).append(each)
    return found


def _reads(observation: Observation) -> list[int]:
    return [each.id for each in observation.reads[:1]]


def _start(how: str) -> str:
    return f"{how[0].upper()}{how[1:]},"


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}…"
