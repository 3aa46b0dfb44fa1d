"""Making trouble for the client on purpose: faults and mutated answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

import msgspec
from msgspec import Meta, Struct

from centra_mock.domain.fault_schedule import FaultState
from centra_mock.domain.faults import KINDS
from centra_mock.domain.mutations import Mutation
from centra_mock.domain.mutations.config import ADDED, EQUAL, OPTIONAL, OPTIONAL_ADDED
from centra_mock.web.control.routes import Call, Nothing, Routes
from centra_mock.web.control.types import number
from centra_mock.wire.operations import OPERATIONS

routes = Routes()

Positive = Annotated[int, Meta(ge=1, le=2**31 - 1)]
if TYPE_CHECKING:
    Kind: TypeAlias = str
    OperationName: TypeAlias = str
    AddedKind: TypeAlias = str
    EqualKind: TypeAlias = str
else:
    Kind = Literal[tuple(KINDS)]
    OperationName = Literal[tuple(operation.name for operation in OPERATIONS)]
    AddedKind = Literal[(*ADDED, *OPTIONAL_ADDED)]
    EqualKind = Literal[(*EQUAL, *OPTIONAL)]


class SetFault(Struct, forbid_unknown_fields=True):
    """What goes wrong, and on which calls; a setting that the kind does not heed is refused."""

    kind: Kind
    operation: Annotated[OperationName | None, Meta(description="Every call, if not given.")] = None
    nth: Annotated[int, Meta(ge=1, le=2**31 - 1, description="The first matching call that it strikes.")] = 1
    count: Annotated[Positive | None, Meta(description="How many calls in a row; null for ever.")] = 1
    when: Annotated[Literal["before", "after"] | None, Meta(description="Before or after the commit.")] = None
    status: Annotated[int, Meta(ge=200, le=599)] | None = None
    retry_after: int | str | None = None
    seconds: Annotated[float, Meta(ge=0)] | None = None
    byte: Annotated[int, Meta(ge=0)] | None = None
    size: Positive | None = None
    messages: list[str] | None = None
    content_type: str | None = None


class FaultShown(Struct):
    """A fault, and what has become of it."""

    id: int
    fault: SetFault
    calls: Annotated[int, Meta(description="Matching calls since it was set.")]
    fired: Annotated[int, Meta(description="How often it struck.")]
    never_fired: bool
    is_spent: bool


class Faults(Struct):
    faults: list[FaultShown]


class SetMutation(Struct, forbid_unknown_fields=True):
    """How answers are mutated; true means every kind."""

    added: bool | list[AddedKind] = True
    equal: bool | list[EqualKind] = False
    rate: Annotated[float, Meta(ge=0, le=1)] = 0.3
    seed: Annotated[int, Meta(ge=0, le=2**63 - 1)] = 0


class MutationShown(Struct):
    mutation: SetMutation | None


@routes.route("GET", "/{ams}/faults", returns=Faults)
def list_faults(call: Call[Nothing, Nothing]) -> Faults:
    """The faults that are set, and how often each has fired."""
    return Faults([_shown(state) for state in call.centra.faults])


@routes.route("POST", "/{ams}/faults", body=SetFault, returns=FaultShown, status=201)
def set_fault(call: Call[SetFault, Nothing]) -> FaultShown:
    """Set a fault for calls to come."""
    id = call.centra.faults.add(**msgspec.structs.asdict(call.body))
    return next(_shown(state) for state in call.centra.faults if state.id == id)


@routes.route("DELETE", "/{ams}/faults/{id}", returns=FaultShown, problems=(404,))
def remove_fault(call: Call[Nothing, Nothing]) -> FaultShown:
    """Take a fault back, and tell what had become of it."""
    return _shown(call.centra.faults.remove(number(call, "id")))


@routes.route("DELETE", "/{ams}/faults", returns=Faults)
def clear_faults(call: Call[Nothing, Nothing]) -> Faults:
    """Take all faults back, and tell what had become of them."""
    return Faults([_shown(state) for state in call.centra.faults.clear()])


@routes.route("GET", "/{ams}/mutation", returns=MutationShown)
def show_mutation(call: Call[Nothing, Nothing]) -> MutationShown:
    """How answers are mutated, if they are."""
    return _mutation(call.centra.mutation)


@routes.route("PUT", "/{ams}/mutation", body=SetMutation, returns=MutationShown)
def set_mutation(call: Call[SetMutation, Nothing]) -> MutationShown:
    """Mutate answers from now on: add fields, or say the same in other XML."""
    centra = call.centra
    centra.mutation = Mutation(**msgspec.structs.asdict(call.body))
    return _mutation(centra.mutation)


@routes.route("DELETE", "/{ams}/mutation", status=204)
def clear_mutation(call: Call[Nothing, Nothing]) -> None:
    """Answer as Centra does again."""
    call.centra.mutation = None


def _shown(state: FaultState) -> FaultShown:
    fault = msgspec.convert(state.fault, SetFault, from_attributes=True)
    return FaultShown(state.id, fault, state.calls, state.fired, state.never_fired, state.is_spent)


def _mutation(mutation: Mutation | None) -> MutationShown:
    if mutation is None:
        return MutationShown(None)
    added, equal = sorted(mutation.added_kinds), sorted(mutation.equal_kinds)
    return MutationShown(SetMutation(added, equal, mutation.rate, mutation.seed))
