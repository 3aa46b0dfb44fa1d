"""Scenarios as data: the settings of a Centra, and the steps that are played in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, TypeAlias

from msgspec import Meta, Struct, field

from centra_mock.activities.steps import STEPS as ACTIVITY_STEPS
from centra_mock.activities.steps import Step as Step
from centra_mock.scalars import LARGEST

Fields = dict[str, Any]
Position = Annotated[int, Meta(ge=1)]
When = Literal["before", "after"]


class ClientStep(Step, frozen=True):
    """A step in which a client polls; ``client`` is its number, from 1."""

    client: Position = 1


class Run(ClientStep, frozen=True):
    """The client polls once."""

    name = "run"
    password: str | None = None
    """A password to use instead of the right one."""


class Settle(ClientStep, frozen=True):
    """The client polls until the queue is empty or nothing changes."""

    name = "settle"


class Watch(ClientStep, frozen=True):
    """The client is observed for a while: it polls once, or continues to poll by itself."""

    name = "watch"


class Kill(ClientStep, frozen=True):
    """The client polls and is killed at its n-th call: before or after the call takes effect."""

    name = "kill"
    operation: str | None = None
    nth: Position = 1
    when: When = "before"


class Meanwhile(ClientStep, frozen=True):
    """The client polls, and other steps are performed while its n-th call is delayed."""

    name = "meanwhile"
    steps: list[Fields] = field(default_factory=list)
    operation: str | None = None
    nth: Position = 1
    when: When = "after"


CLIENT_STEPS: Mapping[str, type[Step]] = {each.name: each for each in (Run, Settle, Watch, Kill, Meanwhile)}

STEPS: Mapping[str, type[Step]] = {**ACTIVITY_STEPS, **CLIENT_STEPS}
"""The steps of a scenario by name: those of scenes, and those in which a client polls."""

OTHER = "other"
"""As the endpoint of a scenario: the second endpoint of the check, if there is one."""

Markets: TypeAlias = "list[str] | None"
"""The markets that a client polls; ``None`` for all events."""


class Scenario(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The settings of a Centra, and the steps that are played in it."""

    title: str = ""
    description: str = ""
    rules: tuple[str, ...] = ()
    """The ids of the rules that judge it; all if empty."""
    steps: tuple[Step, ...] = ()
    seed: Annotated[int, Meta(ge=0, le=LARGEST)] = 0
    page_size: Position = 100
    """Events per poll: 100 as documented; a smaller page makes shorter histories."""
    policy: Fields = field(default_factory=dict)
    """Settings of the mock where Centra's documentation is silent."""
    endpoint: str | None = None
    """The endpoint that the client calls; that of the check by default."""
    clients: tuple[Markets, ...] = (None,)
    """The clients, each with the markets that it polls."""

    def changed(self, **changes: Any) -> Scenario:
        """Return a copy with some fields changed."""
        return Scenario(**{name: getattr(self, name) for name in self.__struct_fields__} | changes)

    def named(self, *names: str) -> Iterator[Any]:
        """Return the steps with these names."""
        return (step for step in self.steps if step.name in names)
