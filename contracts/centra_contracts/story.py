"""A history in words: what happened, step by step, for the author of the client."""

from __future__ import annotations

from functools import singledispatch

from centra_contracts.files import inner_steps
from centra_contracts.observation import ClientRun
from centra_contracts.scenario import Kill, Meanwhile, Run, Settle, Watch
from centra_mock.activities.steps import ActivityStep, Step

_MOMENTS = {"before": "before it takes effect", "after": "after it has taken effect"}
_ENDS = {
    "killed": "it was killed",
    "timeout": "it did not end in time and was killed",
    "runaway": "it called without end and was killed",
}


def told(step: Step, visit: ClientRun | None) -> str:
    """A step in words, and what the client did in it."""
    said = sentence(step)
    return f"{said} {_did(visit)}" if visit is not None else said


def _did(visit: ClientRun) -> str:
    calls = visit.exchanges[1] - visit.exchanges[0]
    outcome = visit.outcome
    end = _ENDS.get(outcome.ended) or (f"exit {outcome.exit_code}" if outcome.complained else "")
    facts = [f"{calls} call{'s' if calls != 1 else ''}", f"{len(visit.after.queue)} left in the queue"]
    return f"({', '.join([*facts, *([end] if end else [])])})"


@singledispatch
def sentence(step: Step) -> str:
    """Return a step in words."""
    if isinstance(step, ActivityStep):
        return step.sentence
    raise TypeError(f"there are no words for {step.name}")


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
    inner = " ".join(sentence(inner) for each in step.steps for inner in inner_steps(each))
    return f"{_client(step.client)} polls; at its {step.nth}. {call}, {_MOMENTS[step.when]}: {inner}"


def _client(number: int) -> str:
    return "The client" if number == 1 else f"Client {number}"
