"""Two plays of one history, of which the client must make the same: the answers differ only in what does not count."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Any

from lxml import etree

from centra_contracts.clients import State
from centra_contracts.exchange import ObservedExchange
from centra_contracts.observation import Observation
from centra_contracts.rules.base import PASSED, Finding, failed, not_judged
from centra_contracts.scenario import Scenario


def without_changes(scenario: Scenario) -> Sequence[Scenario]:
    """A history as Centra writes it today, and with the changes that it asks for."""
    plain = tuple(step for step in scenario.steps if step.name not in ("mutate", "fault"))
    return (scenario.changed(steps=plain), scenario)


def compare(observations: Sequence[Observation], how: str, adds_events: bool = False) -> Finding:
    """Same requests, same state, same outcome. ``how`` the answers differ, as in ``with added fields``.

    Where events are added, what is asked and marked done differs, and the updates are compared.
    """
    plain, changed = observations
    if plain.end_state.queue or any(run.reported_problem for run in plain.runs):
        return not_judged("The client does not get through the same history without any changes.")
    if [each.response for each in plain.exchanges] == [each.response for each in changed.exchanges]:
        return not_judged("No answer was changed.")
    for run in changed.runs:
        if run.reported_problem or run.outcome.ended in ("timeout", "runaway"):
            last = run.output.strip().splitlines()[-1:] or ["it says nothing"]
            return failed(f"{_start(how)} the client fails: {last[0][:200]}", _reads(changed))
    if changed.end_state.queue:
        return failed(f"{_start(how)} {len(changed.end_state.queue)} events are never marked done.", _reads(changed))
    for number, (before, after) in enumerate(zip(plain.states, changed.states, strict=True), 1):
        if before is not None and after is not None and (difference := _state_difference(before, after)):
            whose = "the client" if len(plain.states) == 1 else f"client {number}"
            return failed(f"{_start(how)} {whose} holds other data: {difference}", _reads(changed))
    return _compare_requests(plain, changed, how, adds_events)


def _compare_requests(plain: Observation, changed: Observation, how: str, updates_only: bool) -> Finding:
    before, after = (
        [each for each in one.exchanges if each.updated_type or not (updates_only or _is_idle(one, each))]
        for one in (plain, changed)
    )
    said = [[(each.operation, _canonical(each)) for each in exchanges] for exchanges in (before, after)]
    if said[0] == said[1] or (updates_only and sorted(map(str, said[0])) == sorted(map(str, said[1]))):
        return PASSED
    for tag, a, _, b, _ in SequenceMatcher(a=said[0], b=said[1], autojunk=False).get_opcodes():
        if tag != "equal":
            missing = f"does not call {before[a].operation}" if tag == "delete" else ""
            what = missing or f"sends another {after[b].operation}"
            return failed(f"{_start(how)} the client {what}.", [after[b].id] if b < len(after) else _reads(changed))
    return PASSED


def _is_idle(observation: Observation, exchange: ObservedExchange) -> bool:
    """Whether it is one of the reads that a client makes by the clock: how many there are is chance."""
    return observation.polls_by_itself and exchange.is_read


def _canonical(exchange: ObservedExchange) -> bytes:
    """What was sent, as XML that can be compared."""
    if exchange.request_element is None:
        return exchange.request.encode()
    found: bytes = etree.tostring(exchange.request_element, method="c14n", exclusive=True)
    return found


def _state_difference(before: State, after: State) -> str:
    one, other = _by_id(before), _by_id(after)
    for key in one.keys() - other.keys():
        return f"{' '.join(key)} is missing."
    for key in other.keys() - one.keys():
        return f"there is a {' '.join(key)} that should not be."
    for key, values in one.items():
        for held, now in zip(values, other[key], strict=False):
            if held != now:
                names = [name for name in {**held, **now} if held.get(name) != now.get(name)]
                name = names[0]
                return f"{' '.join(key)} has {name} {_short(now.get(name))} instead of {_short(held.get(name))}."
        if len(values) != len(other[key]):
            return f"{' '.join(key)} is there {len(other[key])} times."
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
