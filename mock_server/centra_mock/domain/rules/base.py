"""What a rule sees of an update, and what it may do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from centra_mock.domain.shop.stock import StockMove
from centra_mock.error_codes import Code
from centra_mock.errors import Message, Refused
from centra_mock.policy import Policy
from centra_mock.wire.grammar import ObjectType
from centra_mock.wire.tree import Element, text


class Facts(Protocol):
    """What a rule may ask about other objects."""

    def shown(self, kind: str, internal: int) -> str:
        """Return the id that the client sees."""

    def find(self, kind: str, external: str) -> int | None:
        """Return the thing that the client calls ``external``."""

    def new_number(self, kind: str) -> int:
        """Return the internal id of a new thing, which the client has no id for."""

    def owners(self, kind: str, internal: int) -> set[tuple[str, int]]:
        """Return the objects that contain a part, as (type, internal id)."""

    def is_new(self, type: str, internal: int) -> bool:
        """Return whether this request created the object."""

    def stored(self, type: str, internal: int) -> Element | None:
        """Return another object, which must not be changed."""


@dataclass
class Upsert:
    """One object of an update, with internal ids."""

    obj: ObjectType
    sent: Element
    """What the client sent."""
    tree: Element
    """The object: as it was before the merge, and as it will be stored after it."""
    is_new: bool
    facts: Facts
    policy: Policy
    now: datetime
    notices: list[Message] = field(default_factory=list)
    stock: list[StockMove] = field(default_factory=list)
    is_asked_to_complete: bool = False
    """Whether the client sent that an order is completed, which follows from its shipments and payments."""

    def notice(self, code: Code, text: str) -> None:
        """Add a notice to the answer, which is no failure."""
        self.notices.append(Message(code, text))

    def shown(self, kind: str, node: Element, path: str = "id") -> str:
        """Return the client's id at a path, for messages."""
        internal = text(node, path)
        return self.facts.shown(kind, int(internal)) if internal.isdigit() else internal


def _nothing(*_: object) -> None:
    return None


@dataclass(frozen=True)
class TypeRule:
    """What is special about one type of object. Each step raises ``Refused`` to refuse the object."""

    before_conversion: Callable[[Element, list[Message], Facts], None] = _nothing
    """Called with what was sent, which has the client's ids still, the list of notices, and what is stored."""
    before_merge: Callable[[Upsert], None] = _nothing
    after_merge: Callable[[Upsert], None] = _nothing


def one_of(node: Element, path: str, allowed: tuple[str, ...], where: str = "") -> None:
    """Refuse a value that is not among those allowed; absent and empty are fine."""
    value = text(node, path)
    if value and value not in allowed:
        raise Refused(
            Code.UNKNOWN_VALUE,
            f"{value!r} is not known; it can be {', '.join(allowed[:-1])} or {allowed[-1]}",
            where + path,
        )
