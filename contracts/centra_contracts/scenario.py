"""A scenario is data: how a Centra starts, and what happens, step by step. It is saved, and played again."""

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
    """A step in which a client polls: the first, or the n-th."""

    client: Position = 1


class Run(ClientStep, frozen=True):
    """The client polls, once."""

    name = "run"
    password: str | None = None
    """A password other than the right one."""


class Settle(ClientStep, frozen=True):
    """The client polls until the queue is empty, or nothing changes any more."""

    name = "settle"


class Watch(ClientStep, frozen=True):
    """The client is observed for a while, with nothing to do: it polls once, or goes on as it does."""

    name = "watch"


class Kill(ClientStep, frozen=True):
    """The client polls, and is killed at its n-th call: as it arrives, or when it has taken effect."""

    name = "kill"
    operation: str | None = None
    nth: Position = 1
    when: When = "before"


class Meanwhile(ClientStep, frozen=True):
    """The client polls, and while its n-th call is held up, other steps are performed."""

    name = "meanwhile"
    steps: list[Fields] = field(default_factory=list)
    operation: str | None = None
    nth: Position = 1
    when: When = "after"


CLIENT_STEPS: Mapping[str, type[Step]] = {each.name: each for each in (Run, Settle, Watch, Kill, Meanwhile)}

STEPS: Mapping[str, type[Step]] = {**ACTIVITY_STEPS, **CLIENT_STEPS}
"""The steps of a scenario by name: those that scenes have too, and those in which a client polls."""

OTHER = "other"
"""In the place of an endpoint: the second of those that the client is to be checked on, if there is one."""

Markets: TypeAlias = "list[str] | None"
"""The markets that a client asks for; ``None`` for one that asks for everything."""


class Scenario(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """How a Centra starts, and what happens in it."""

    title: str = ""
    description: str = ""
    rules: tuple[str, ...] = ()
    """The rules that it is made to judge, by id."""
    steps: tuple[Step, ...] = ()
    seed: Annotated[int, Meta(ge=0, le=LARGEST)] = 0
    page_size: Position = 100
    """Events per poll; 100 is documented, a smaller page makes shorter histories."""
    policy: Fields = field(default_factory=dict)
    """How Centra behaves where its documentation is silent."""
    endpoint: str | None = None
    """The endpoint that the client is given, if it matters."""
    clients: tuple[Markets, ...] = (None,)
    """The clients, each with the markets that it asks for."""

    def changed(self, **changes: Any) -> Scenario:
        """Return the same with other fields."""
        return Scenario(**{name: getattr(self, name) for name in self.__struct_fields__} | changes)

    def named(self, *names: str) -> Iterator[Any]:
        """Return its steps with these names."""
        return (step for step in self.steps if step.name in names)
