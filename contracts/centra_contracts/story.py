"""A history in words: what happened, step by step, for the author of the client."""

from __future__ import annotations

from functools import singledispatch

from centra_contracts.files import read_step
from centra_contracts.observation import Visit
from centra_contracts.scenario import (
    Advance,
    ClearFaults,
    ConvertOrder,
    Emit,
    Fault,
    Kill,
    Meanwhile,
    Mutate,
    OfOrder,
    PlaceOrder,
    Put,
    Run,
    Settle,
    Step,
    Watch,
)

_OF_ORDER = {
    "change": "An admin changes {order}.",
    "cancel": "{Order} is cancelled.",
    "pay": "{Order} is paid.",
    "ship": "{Order} is shipped.",
    "refund": "{Order} is refunded.",
    "resend": "An admin resends the last event of {order}.",
}
_MOMENTS = {"before": "before it takes effect", "after": "after it has taken effect"}
_ENDS = {
    "killed": "it was killed",
    "timeout": "it did not end in time and was killed",
    "runaway": "it called without end and was killed",
}


def told(step: Step, visit: Visit | None) -> str:
    """A step in words, and what the client did in it."""
    said = sentence(step)
    return f"{said} {_did(visit)}" if visit is not None else said


def _did(visit: Visit) -> str:
    calls = visit.exchanges[1] - visit.exchanges[0]
    outcome = visit.outcome
    end = _ENDS.get(outcome.ended) or (f"exit {outcome.exit_code}" if outcome.complained else "")
    facts = [f"{calls} call{'s' if calls != 1 else ''}", f"{len(visit.after.queue)} left in the queue"]
    return f"({', '.join([*facts, *([end] if end else [])])})"


@singledispatch
def sentence(step: Step) -> str:
    """A step in words."""
    if isinstance(step, OfOrder):
        order = f"order {step.order}" if step.order else "the last order"
        return _OF_ORDER[step.name].format(order=order, Order=order[0].upper() + order[1:])
    raise TypeError(f"nobody has words for {step.name}")


@sentence.register
def _(step: PlaceOrder) -> str:
    kind = f"{step.order['kind']} " if "kind" in step.order else ""
    what = (
        f"{step.count} {kind}orders are placed" if step.count > 1 else f"{'A' if kind else 'An'} {kind}order is placed"
    )
    id = step.order.get("fields", {}).get("id")
    market = step.order.get("market")
    return what + (f" in market {market}" if market else "") + (f" as {shortened(id)}" if id else "") + "."


@sentence.register
def _(step: ConvertOrder) -> str:
    order = f"order {step.order}" if step.order else "the last order"
    return f"An admin edits the conversion table: {order} is called {shortened(step.to)} from now on."


@sentence.register
def _(step: Put) -> str:
    return f"An admin edits {step.type} {step.id}: {', '.join(step.fields)}."


@sentence.register
def _(step: Emit) -> str:
    many = f"{step.count} events" if step.count > 1 else "An event"
    return f"{many} of type {step.type} {'are' if step.count > 1 else 'is'} queued."


@sentence.register
def _(step: Advance) -> str:
    return f"{step.seconds:g} seconds go by."


@sentence.register
def _(step: Mutate) -> str:
    kinds = [*(["have additions"] if step.added else []), *(["are written in other, equal XML"] if step.equal else [])]
    return f"From now on answers {' and '.join(kinds)}." if kinds else "Answers are as ever again."


@sentence.register
def _(step: Fault) -> str:
    which = step.operation or "any call"
    calls = {1: f"call {step.nth}", None: f"every call from the {step.nth}. on"}.get(
        step.count, f"calls {step.nth} to {step.nth + (step.count or 1) - 1}"
    )
    moment = f", {_MOMENTS[step.when]}" if step.when else ""
    settings = "".join(f", {name} {value}" for name, value in step.settings.items())
    return f"A fault is set: {step.kind}{settings} on {calls} of {which}{moment}."


@sentence.register
def _(_step: ClearFaults) -> str:
    return "Nothing goes wrong any more."


@sentence.register
def _(step: Run) -> str:
    return f"{_client(step.client)} polls{' with a wrong password' if step.password is not None else ''}."


@sentence.register
def _(step: Settle) -> str:
    return f"{_client(step.client)} polls until nothing changes any more."


@sentence.register
def _(step: Watch) -> str:
    return f"{_client(step.client)} is looked at for a while."


@sentence.register
def _(step: Kill) -> str:
    call = step.operation or "call"
    return f"{_client(step.client)} polls, and is killed at its {step.nth}. {call}, {_MOMENTS[step.when]}."


@sentence.register
def _(step: Meanwhile) -> str:
    call = step.operation or "call"
    inner = " ".join(sentence(read_step(each)) for each in step.steps)
    return f"{_client(step.client)} polls; at its {step.nth}. {call}, {_MOMENTS[step.when]}: {inner}"


def _client(number: int) -> str:
    return "The client" if number == 1 else f"Client {number}"


def shortened(id: str) -> str:
    """An id as it is told to people."""
    return f'"{id}"' if len(id) <= 40 else f'"{id[:30]}…" ({len(id)} characters)'
