"""Sentences about the steps of a history, for the author of the client."""

from __future__ import annotations

from functools import singledispatch

from centra_contracts.observation import ClientRun
from centra_contracts.scenario import Kill, Meanwhile, Run, Settle, Watch
from centra_contracts.scenario_files import inner_steps
from centra_contracts.wording import ordinal
from centra_mock.activities.steps import ActivityStep, Step
from centra_mock.formatting import count_text

_MOMENTS = {"before": "before it takes effect", "after": "after it has taken effect"}
_ENDS = {
    "killed": "it was killed",
    "timeout": "it did not end in time and was killed",
    "runaway": "it made too many calls and was killed",
}


def describe_played(step: Step, run: ClientRun | None) -> str:
    """Return a sentence about a step that was played, and what the client did in it."""
    sentence = describe(step)
    return f"{sentence} {_facts(run)}" if run is not None else sentence


def _facts(run: ClientRun) -> str:
    calls = run.exchanges[1] - run.exchanges[0]
    outcome = run.outcome
    end = _ENDS.get(outcome.ended) or (f"exit {outcome.exit_code}" if outcome.reported_problem else "")
    facts = [count_text(calls, "call"), f"{count_text(len(run.after.queue), 'event')} left in the queue"]
    return f"({', '.join([*facts, *([end] if end else [])])})"


@singledispatch
def describe(step: Step) -> str:
    """Return a sentence about a step."""
    if isinstance(step, ActivityStep):
        return step.sentence
    raise TypeError(f"no sentence for {step.name}")


@describe.register
def _(step: Run) -> str:
    return f"{_client(step.client)} polls{' with a wrong password' if step.password is not None else ''}."


@describe.register
def _(step: Settle) -> str:
    return f"{_client(step.client)} polls until nothing changes."


@describe.register
def _(step: Watch) -> str:
    return f"{_client(step.client)} is observed for a while."


@describe.register
def _(step: Kill) -> str:
    call = step.operation or "call"
    return f"{_client(step.client)} polls and is killed at its {ordinal(step.nth)} {call}, {_MOMENTS[step.when]}."


@describe.register
def _(step: Meanwhile) -> str:
    call = step.operation or "call"
    inner = " ".join(describe(inner) for each in step.steps for inner in inner_steps(each))
    return f"{_client(step.client)} polls; at its {ordinal(step.nth)} {call}, {_MOMENTS[step.when]}: {inner}"


def _client(number: int) -> str:
    return "The client" if number == 1 else f"Client {number}"
