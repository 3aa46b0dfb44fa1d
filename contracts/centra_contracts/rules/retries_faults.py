"""``retries-faults``: a temporary fault loses neither events nor updates."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from centra_contracts import strategies
from centra_contracts.exchange import ObservedExchange, values_of
from centra_contracts.observation import Observation, ObservedFault
from centra_contracts.rules.base import PASSED, ContractRule, Finding, failed, not_judged
from centra_contracts.rules.completeness import first_problem
from centra_contracts.scenario import Run, Scenario, Settle, Step
from centra_mock.activities.steps import ActivityStep, step
from centra_mock.control_api.state_file import StateFile
from centra_mock.wire.operations import DONE, GET

EITHER = strategies.MOMENTS
OPERATIONS = (None, GET.name, DONE.name, "orders_Update")
"""The operation whose calls fail; ``None`` for all calls."""


def faults() -> SearchStrategy[ActivityStep]:
    """Draw a fault of the n-th call."""
    error = st.sampled_from((500, 502, 503)).map(lambda status: {"status": status})
    patient = st.sampled_from(({"status": 503, "retry_after": 1}, {"status": 429, "retry_after": 1}))
    page = st.sampled_from((200, 500, 503)).map(lambda status: {"status": status})
    cut = st.sampled_from((0, 1, 100, 600, 1500)).map(lambda byte: {"byte": byte})
    kinds: tuple[tuple[str, Sequence[Any], SearchStrategy[Any]], ...] = (
        ("refuse", ("before",), st.just({})),
        ("reset", EITHER, st.just({})),
        ("delay", EITHER, st.just({"seconds": 0.05})),
        ("trickle", ("after",), st.just({"seconds": 0.001, "size": 500})),
        ("truncate", ("after",), cut),
        ("malformed", ("after",), st.just({})),
        ("html", EITHER, page),
        ("status", EITHER, error | patient),
        ("soap_fault", EITHER, st.just({})),
        ("content_type", ("after",), st.just({})),
    )
    return st.sampled_from(kinds).flatmap(
        lambda kind: st.builds(
            lambda operation, nth, when, settings, kind=kind[0]: step(
                "fault", kind=kind, operation=operation, nth=nth, when=when, **settings
            ),
            operation=st.sampled_from(OPERATIONS),
            nth=st.integers(1, 3),
            when=st.sampled_from(kind[1]),
            settings=kind[2],
        )
    )


def histories(page: int) -> SearchStrategy[Scenario]:
    """Inject a fault into one call; the client continues to poll."""

    @st.composite
    def steps(draw: DrawFn) -> list[Step]:
        before = draw(st.lists(strategies.order_changes(), max_size=1))
        return [draw(strategies.placed_orders(page)), *before, draw(faults()), Run()]

    # One more poll at the end: a client may repeat a failed update in the next poll.
    return strategies.scenarios(page, steps(), (Settle(), Run()))


def plays(scenario: Scenario) -> Sequence[Scenario]:
    """Return a history without its faults and with them. Without a fault, the client need only settle."""
    settles = any(scenario.named(Settle.name))
    left_out = ("fault", "mutate", Run.name) if settles else ("fault", "mutate")
    return (scenario.changed(steps=tuple(step for step in scenario.steps if step.name not in left_out)), scenario)


def judge(observations: Sequence[Observation]) -> Finding:
    """Require the same end, in Centra and at the client, with and without the fault."""
    plain, faulty = observations
    fired = [fault for fault in faulty.faults if fault.fired]
    if not fired:
        return not_judged("The fault was not injected: the client did not make that call.")
    if first_problem(plain, "without the fault"):
        return not_judged("The client fails in the same history without the fault.")
    after = f"after {_named(fired[0])}"
    if wrong := first_problem(faulty, after):
        return wrong
    if faulty.state is None:
        return not_judged("The state of the client is unknown: give --state.")
    sent = {path for each in plain.updates for path, _ in _sent(each)}
    before, now = (dict(_outcome(each.end_state, sent)) for each in (plain, faulty))
    for order, fields in before.items():
        for path, values in fields.items():
            if now.get(order, {}).get(path) != values:
                return failed(
                    f"{after[0].upper()}{after[1:]}, an update is lost: order {order} lacks {path} {values[0]!r} in "
                    "Centra, which it has without the fault.",
                    [each.id for each in faulty.exchanges if each.outcome in ("broken", "fault")],
                )
    return PASSED


def _named(fault: ObservedFault) -> str:
    return f"a {fault.kind} on {fault.operation or 'a call'}"


def _sent(update: ObservedExchange) -> Iterator[tuple[str, str]]:
    """Yield the fields of an update: path and value."""
    assert update.updated_type is not None
    for each in update.updated_objects:
        yield from _leaves(values_of(update.updated_type.name, each), "")


def _outcome(end: StateFile, sent: Container[str]) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """Yield the orders in Centra, with the fields that the client sends."""
    for key in end.texts:
        if key[0] == "order" and (values := end.values(key)) is not None:
            found: dict[str, list[str]] = {}
            for path, value in _leaves(values, ""):
                if path in sent:
                    found.setdefault(path, []).append(value)
            yield end.shown(key), {path: sorted(values) for path, values in found.items()}


def _leaves(values: Any, path: str) -> Iterator[tuple[str, str]]:
    """Yield fields by path, without ids: those that Centra assigns may differ."""
    if isinstance(values, dict):
        for name, value in values.items():
            if name != "id":
                yield from _leaves(value, f"{path}/{name}" if path else name)
    elif isinstance(values, list):
        for value in values:
            yield from _leaves(value, path)
    else:
        yield path, str(values)


RULE = ContractRule("retries-faults", "A temporary fault loses nothing.", judge, histories, plays, order=120)
