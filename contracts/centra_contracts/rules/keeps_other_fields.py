"""``keeps-other-fields``: an update empties or reverts no field that it is not about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from centra_contracts import strategies
from centra_contracts.exchange import ObservedExchange
from centra_contracts.observation import ClientRun, Observation
from centra_contracts.rules.base import PASSED, ContractRule, Finding, failed, judge_one_play, not_judged
from centra_contracts.scenario import Meanwhile, Scenario, Step
from centra_mock.activities.step_reader import write_step
from centra_mock.activities.steps import step
from centra_mock.control_api.state_file import Key, StateFile
from centra_mock.wire.tree import Element

OTHER_FIELDS = {
    "internalinformation": "call before delivery",
    "other": "leave at the door",
    "shippingaddress": {"address2": "Third floor", "attn": "Testa Mockberg"},
}
"""Fields that people fill in an order, and that no client needs."""


def histories(page: int) -> SearchStrategy[Scenario]:
    """Place orders with many fields; an admin changes one, perhaps while the client sends an update."""
    change = step("change", fields={"internalinformation": "changed meanwhile"})

    @st.composite
    def steps(draw: DrawFn) -> list[Step]:
        placed = step("place", fields=OTHER_FIELDS)
        if draw(st.booleans()):
            return [placed, *draw(st.lists(st.just(change), max_size=1))]
        return [placed, Meanwhile(operation="orders_Update", when="before", steps=[write_step(change)])]

    return strategies.scenarios(page, steps())


def judge(observation: Observation) -> Finding:
    """Require that fields keep their values during the client's runs, except those that it set."""
    updated = False
    for run in observation.runs:
        for exchange in observation.during(run):
            if not exchange.updated_type:
                continue
            updated = True
            if blanked := next(_blanked(exchange, run), None):
                return failed(f"{exchange.operation} empties a field: {blanked}.", [exchange.id])
        if overwritten := _overwritten(observation, run):
            return failed(overwritten, [each.id for each in observation.during(run) if each.updated_type])
    return PASSED if updated else not_judged("The client made no update.")


def _blanked(exchange: ObservedExchange, run: ClientRun) -> Iterator[str]:
    """Yield the fields that the update sends empty and that had a value before."""
    obj = exchange.updated_type
    assert obj is not None
    for sent in exchange.updated_objects:
        key = _key(run.after, obj.name, sent.findtext("id") or "")
        empty = set(_empty(sent))
        if key is None or not empty:
            continue
        before, after = (set(_filled(each.values(key) or {})) for each in (run.before, run.after))
        for path in sorted(empty & (before - after)):
            yield f"{path} of {obj.name} {sent.findtext('id')}"


def _overwritten(observation: Observation, run: ClientRun) -> str | None:
    """Return a message if the client reverted a change that was made while its call was delayed."""
    step = observation.scenario.steps[run.step - 1]
    if not isinstance(step, Meanwhile):
        return None
    for key in run.after.texts:
        if key[0] == "order" and (now := run.after.values(key)) is not None:
            before = run.before.values(key) or {}
            for each in step.steps:
                for name, value in each.get("change", {}).get("fields", {}).items():
                    if now.get(name) in (before.get(name), "") and now.get(name) != value and _changed(run, key):
                        return (
                            f"The client reverts {name} of order {run.after.shown(key)} to the value that it had read, "
                            f"although it was changed to {value!r} since."
                        )
    return None


def _changed(run: ClientRun, key: Key) -> bool:
    return run.before.texts.get(key) != run.after.texts.get(key)


def _key(snapshot: StateFile, type: str, id: str) -> Key | None:
    return next((key for key in snapshot.texts if key[0] == type and snapshot.shown(key) == id), None)


def _empty(node: Element, path: str = "") -> Iterator[str]:
    """Yield the paths of empty leaves."""
    for sub in node:
        below = f"{path}/{sub.tag}" if path else str(sub.tag)
        if len(sub):
            yield from _empty(sub, below)
        elif not (sub.text or "").strip():
            yield below


def _filled(values: Any, path: str = "") -> Iterator[str]:
    """Yield the paths of fields with a value, groups included."""
    if isinstance(values, dict):
        for name, value in values.items():
            below = f"{path}/{name}" if path else name
            inner = list(_filled(value, below))
            yield from inner
            if inner:
                yield below
    elif isinstance(values, list):
        for value in values:
            yield from _filled(value, path)
    elif values:
        yield path


RULE = ContractRule(
    "keeps-other-fields",
    "An update empties or reverts no other field.",
    judge_one_play(judge),
    histories,
    state="unused",
    order=90,
)
