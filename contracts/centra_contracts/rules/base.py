"""What a rule is: a promise of the client, how it is provoked, and how it is judged."""

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
    """What a rule says of a history."""

    verdict: Verdict
    message: str = ""
    """What is wrong, or which evidence is missing, in the words of the client's author."""
    exchanges: tuple[int, ...] = ()
    """The exchanges that show it, by their ids in the journal."""


PASSED = Finding("passed")


def failed(message: str, exchanges: Sequence[int] = ()) -> Finding:
    return Finding("failed", message, tuple(exchanges))


def not_judged(message: str) -> Finding:
    return Finding("not judged", message)


Judge: TypeAlias = "Callable[[Sequence[Observation]], Finding]"
Histories: TypeAlias = "Callable[[int], SearchStrategy[Scenario]]"
"""Page size -> histories that provoke what the rule forbids."""
Plays: TypeAlias = "Callable[[Scenario], Sequence[Scenario]]"


def play_once(scenario: Scenario) -> Sequence[Scenario]:
    return (scenario,)


@dataclass(frozen=True)
class ContractRule:
    """A promise."""

    id: str
    promise: str
    """What a client promises, in a message."""
    judge: Judge
    """Judges what was seen, of each play of a history."""
    histories: Histories
    plays: Plays = play_once
    """How often a history is played, and with what changes: most once, as it is."""
    needs_state: bool = False
    """Whether it can only be judged by what the client says it holds."""
    order: int = 1000
    """Where it stands in reports: losses of data come first."""


def judge_one_play(judge: Callable[[Observation], Finding]) -> Judge:
    """The judge of a rule that looks at one play of a history."""
    return lambda observations: judge(observations[0])
