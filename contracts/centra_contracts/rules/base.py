"""The parts of a rule: a promise of the client, histories that provoke it, and a judge."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from centra_contracts.observation import Observation
from centra_contracts.scenario import Scenario

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

Verdict = Literal["passed", "failed", "not judged"]


@dataclass(frozen=True)
class Finding:
    """The verdict of a rule on a history."""

    verdict: Verdict
    message: str = ""
    """What is wrong, or which evidence is missing."""
    exchanges: tuple[int, ...] = ()
    """The journal ids of the exchanges that show it."""


PASSED = Finding("passed")


def failed(message: str, exchanges: Sequence[int] = ()) -> Finding:
    return Finding("failed", message, tuple(exchanges))


def not_judged(message: str) -> Finding:
    return Finding("not judged", message)


StateUse = Literal["needed", "used", "unused"]

Judge: TypeAlias = "Callable[[Sequence[Observation]], Finding]"
Histories: TypeAlias = "Callable[[int], SearchStrategy[Scenario]]"
"""Page size -> strategy for histories that provoke what the rule forbids."""
Plays: TypeAlias = "Callable[[Scenario], Sequence[Scenario]]"
"""History -> the variants of it that are played."""


def play_once(scenario: Scenario) -> Sequence[Scenario]:
    """Return the history alone."""
    return (scenario,)


@dataclass(frozen=True)
class ContractRule:
    """A promise of the client."""

    id: str
    promise: str
    """The promise in one sentence."""
    judge: Judge
    """Judges the observations of all plays of a history."""
    histories: Histories
    plays: Plays = play_once
    """The variants of a history that are played; by default, the history alone."""
    state: StateUse = "used"
    """Whether the judge reads the client's state; ``needed`` if there is no verdict without it.

    A state that is ``unused`` is not asked for, because the command for it costs as much as a poll.
    """
    order: int = 1000
    """Its place in reports; losses of data come first."""


def judge_one_play(judge: Callable[[Observation], Finding]) -> Judge:
    """Return a judge that looks at the first play of a history."""
    return lambda observations: judge(observations[0])
