"""A scenario is data: how a Centra starts, and what happens, step by step. It is saved, and played again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from msgspec import Meta, Struct, field

Fields = dict[str, Any]
Count = Annotated[int, Meta(ge=1, le=10_000)]
Place = Annotated[int, Meta(ge=1)]
When = Literal["before", "after"]


class Step(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Something that happens. ``name`` is what it is called in a file."""

    name: ClassVar[str]

    @property
    def is_run(self) -> bool:
        """Whether the client comes into it."""
        return False


class PlaceOrder(Step, frozen=True):
    """Somebody orders, ``count`` times; ``order`` holds what the control API takes, and what is left out is chosen."""

    name = "place"
    count: Count = 1
    order: Fields = field(default_factory=dict)


class OfOrder(Step, frozen=True):
    order: Place | None = None
    """The n-th order that was placed, or the last."""


class ChangeOrder(OfOrder, frozen=True):
    """An admin changes an order."""

    name = "change"
    fields: Fields = field(default_factory=dict)


class CancelOrder(OfOrder, frozen=True):
    """An order is cancelled."""

    name = "cancel"


class PayOrder(OfOrder, frozen=True):
    """An order is paid."""

    name = "pay"


class ShipOrder(OfOrder, frozen=True):
    """An order is shipped in Centra, paid for if it can be."""

    name = "ship"


class RefundOrder(OfOrder, frozen=True):
    """What was shipped last is refunded; an order without a shipment is shipped first."""

    name = "refund"


class Resend(OfOrder, frozen=True):
    """An admin resends the last event of an order: the same news once more."""

    name = "resend"


class ConvertOrder(OfOrder, frozen=True):
    """An admin edits the conversion table: the order has another id from now on."""

    name = "convert"
    to: Annotated[str, Meta(min_length=1, max_length=255)] = "converted"


class Put(Step, frozen=True):
    """An admin edits an object of any type, or makes it."""

    name = "put"
    type: str
    id: str
    fields: Fields = field(default_factory=dict)


class Emit(Step, frozen=True):
    """Events of any type, also of one that nobody has heard of."""

    name = "emit"
    type: str
    count: Count = 1
    data: str | None = None
    entry: str = ""


class Advance(Step, frozen=True):
    """Time goes by."""

    name = "advance"
    seconds: Annotated[float, Meta(ge=0)] = 60


class Mutate(Step, frozen=True):
    """From now on answers have additions, or say the same in other XML; neither, and they are as ever."""

    name = "mutate"
    added: bool | list[str] = False
    equal: bool | list[str] = False
    rate: Annotated[float, Meta(ge=0, le=1)] = 0.3
    seed: Annotated[int, Meta(ge=0)] = 0


class Fault(Step, frozen=True):
    """Something goes wrong with calls to come; the names are those of the control API."""

    name = "fault"
    kind: str
    operation: str | None = None
    nth: Place = 1
    count: Count | None = 1
    when: When | None = None
    settings: Fields = field(default_factory=dict)
    """What the kind of fault takes besides."""


class ClearFaults(Step, frozen=True):
    """Nothing goes wrong any more."""

    name = "recover"


class ClientStep(Step, frozen=True):
    """A client comes into it: the first, or the n-th."""

    client: Place = 1

    @property
    def is_run(self) -> bool:
        return True


class Run(ClientStep, frozen=True):
    """The client polls, once."""

    name = "run"
    password: str | None = None
    """A password other than the right one."""


class Settle(ClientStep, frozen=True):
    """The client polls until the queue is empty, or nothing changes any more."""

    name = "settle"


class Watch(ClientStep, frozen=True):
    """The client is looked at for a while, with nothing to do: it polls once, or goes on as it does."""

    name = "watch"


class Kill(ClientStep, frozen=True):
    """The client polls, and is killed at its n-th call: as it arrives, or when it has taken effect."""

    name = "kill"
    operation: str | None = None
    nth: Place = 1
    when: When = "before"


class Meanwhile(ClientStep, frozen=True):
    """The client polls, and while its n-th call is held up, other things happen in the shop."""

    name = "meanwhile"
    steps: list[Fields] = field(default_factory=list)
    operation: str | None = None
    nth: Place = 1
    when: When = "after"


STEPS: Mapping[str, type[Step]] = {
    each.name: each
    for each in (
        PlaceOrder, ChangeOrder, CancelOrder, PayOrder, ShipOrder, RefundOrder, Resend, ConvertOrder, Put, Emit,
        Advance, Mutate, Fault, ClearFaults, Run, Settle, Watch, Kill, Meanwhile,
    )
}  # fmt: skip
"""What can happen, by name."""

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
    seed: Annotated[int, Meta(ge=0, le=2**63 - 1)] = 0
    page_size: Place = 100
    """Events per poll; 100 is documented, a smaller page makes shorter histories."""
    policy: Fields = field(default_factory=dict)
    """How Centra behaves where its documentation is silent."""
    endpoint: str | None = None
    """The endpoint that the client is given, if it matters."""
    clients: tuple[Markets, ...] = (None,)
    """The clients, each with the markets that it asks for."""

    def changed(self, **changes: Any) -> Scenario:
        """The same with other fields."""
        return Scenario(**{name: getattr(self, name) for name in self.__struct_fields__} | changes)

    def of(self, kind: type[Step]) -> Iterator[Any]:
        """Its steps of one kind."""
        return (step for step in self.steps if isinstance(step, kind))
