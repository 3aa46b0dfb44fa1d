"""Fault injection as activities: what can go wrong with a call, and on exactly which ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias

from msgspec import Meta, Struct

from centra_mock.activities.declaration import Activity, Route, declare
from centra_mock.activities.values import Number
from centra_mock.wire.operations import OPERATIONS

When: TypeAlias = Literal["before", "after"]
"""Before a call is handled, or after it has been handled and stored."""


@dataclass(frozen=True)
class FaultKind:
    """A way to fail."""

    meaning: str
    when: tuple[When, ...] = ("after",)
    """When it may strike; the first is the default."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    """The fields of ``SetFault`` that it uses, with their defaults."""
    needs_result: bool = False
    """Whether only calls that are answered with a ``result`` can have it."""


_EITHER: tuple[When, ...] = ("before", "after")
_HAPPENED = ("This fault was set for this call.",)

KINDS: Mapping[str, FaultKind] = MappingProxyType({
    "refuse": FaultKind("the connection is closed without an answer, and nothing is handled", ("before",)),
    "reset": FaultKind("the connection is reset (TCP RST) without an answer", _EITHER),
    "delay": FaultKind("the call, or its answer, waits", _EITHER, {"seconds": 1.0}),
    "trickle": FaultKind(
        "the answer comes `size` bytes at a time, with a pause between", settings={"seconds": 0.05, "size": 64}
    ),
    "truncate": FaultKind(
        "the answer's body ends after `byte` bytes, short of its Content-Length", settings={"byte": 100}
    ),
    "malformed": FaultKind("the answer is complete, but in its middle it is no XML"),
    "html": FaultKind("an HTML error page", _EITHER, {"status": 500, "retry_after": None}),
    "soap_fault": FaultKind(
        "a SOAP fault `Server`", _EITHER, {"status": 500, "messages": _HAPPENED, "retry_after": None}
    ),
    "status": FaultKind("an HTTP error with a line of plain text", _EITHER, {"status": 503, "retry_after": None}),
    "failure": FaultKind("`success=false` with messages", _EITHER, {"messages": _HAPPENED}, needs_result=True),
    "notices": FaultKind("notices in an answer that is a success", settings={"messages": _HAPPENED}, needs_result=True),
    "content_type": FaultKind(
        "the right answer under a wrong Content-Type", settings={"content_type": "application/octet-stream"}
    ),
    "chunked": FaultKind("Transfer-Encoding: chunked, in chunks of odd sizes (HTTP/1.1 only)"),
    "gzip": FaultKind("Content-Encoding: gzip, for clients that accept it only"),
})  # fmt: skip

if TYPE_CHECKING:
    KindName: TypeAlias = str
    OperationName: TypeAlias = str
else:
    KindName = Literal[tuple(KINDS)]
    OperationName = Literal[tuple(operation.name for operation in OPERATIONS)]

Positive = Annotated[int, Meta(ge=1, le=2**31 - 1)]


class FaultView(Struct):
    """A fault that is set, and how often it was injected."""

    id: int
    fault: SetFault
    calls: Annotated[int, Meta(description="Matching calls since it was set.")]
    fired: Annotated[int, Meta(description="How often it was injected.")]
    never_fired: bool
    is_spent: bool


class FaultsView(Struct):
    """The faults that are set."""

    faults: list[FaultView]


@declare(
    "set_fault",
    step="fault",
    route=Route("POST", "/faults", 201, problems=(422,)),
    sentence="A fault is set: {kind}.",
    answer=FaultView,
)
class SetFault(Activity[FaultView], frozen=True):
    """Inject a fault into calls to come; return it with its id.

    A setting that is left out is the kind's own default; one that the kind does not use is refused.
    """

    kind: Annotated[KindName, Meta(description="How the calls fail.")]
    operation: Annotated[OperationName | None, Meta(description="Every call, if not given.")] = None
    nth: Annotated[int, Meta(ge=1, le=2**31 - 1, description="The first matching call that fails.")] = 1
    count: Annotated[Positive | None, Meta(description="How many calls in a row; null for all.")] = 1
    when: Annotated[When | None, Meta(description="Before or after the commit.")] = None
    status: Annotated[int, Meta(ge=200, le=599)] | None = None
    retry_after: Annotated[int | str | None, Meta(description="Seconds, or a date as HTTP writes it.")] = None
    seconds: Annotated[float, Meta(ge=0)] | None = None
    byte: Annotated[int, Meta(ge=0)] | None = None
    size: Positive | None = None
    messages: Sequence[str] | None = None
    content_type: str | None = None


@declare(
    "remove_fault",
    step="remove_fault",
    route=Route("DELETE", "/faults/{fault}", 200, problems=(404,)),
    sentence="Fault {fault} is removed.",
    answer=FaultView,
)
class RemoveFault(Activity[FaultView], frozen=True):
    """Remove a fault; return how often it was injected."""

    fault: Annotated[Number, Meta(description="The fault's id.")]


@declare(
    "clear_faults",
    step="recover",
    route=Route("DELETE", "/faults", 200, problems=()),
    sentence="All faults are removed.",
    answer=FaultsView,
)
class ClearFaults(Activity[FaultsView], frozen=True):
    """Remove all faults; return how often each was injected."""
