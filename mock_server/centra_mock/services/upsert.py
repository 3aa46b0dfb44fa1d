"""The update operations: each object of a request is checked, converted, merged and stored."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from centra_mock.clock import Clock
from centra_mock.domain.conversion import InboundConversion
from centra_mock.domain.effects import CountedIds, Updated
from centra_mock.domain.events import write_result
from centra_mock.domain.merge import merge
from centra_mock.domain.rules import TypeRule, Upsert, rule_for
from centra_mock.domain.validate import label, validate
from centra_mock.error_codes import Code
from centra_mock.errors import Message, Refused
from centra_mock.policy import Policy
from centra_mock.services.change_events import announce
from centra_mock.services.objects import load_object, read_shared, store_object
from centra_mock.services.stock import move_stock
from centra_mock.store.conversions import is_number
from centra_mock.store.unit_of_work import UnitOfWork
from centra_mock.wire.grammar import OBJECTS, ObjectType
from centra_mock.wire.structures import ScopeHolder
from centra_mock.wire.tree import Element, element, own_id, text, with_id
from centra_mock.wire.values import build


@dataclass
class UpsertResult:
    """The ``result`` of an update or of events_Done. It is a failure if there are errors; notices do not count."""

    errors: list[Message] = field(default_factory=list)
    notices: list[Message] = field(default_factory=list)

    def fail(self, code: Code, text: str) -> None:
        """Add an error."""
        self.errors.append(Message(code, text))

    def notice(self, code: Code, text: str) -> None:
        """Add a notice, which is no failure."""
        self.notices.append(Message(code, text))

    @property
    def code(self) -> Code | None:
        """Return the code of the first error."""
        return self.errors[0].code if self.errors else None

    def to_xml(self) -> bytes:
        """Return it as it stands in the answer."""
        return write_result([each.text for each in self.errors], [each.text for each in self.notices])


class _Undone(Exception):
    """Ends a savepoint, so that what was done in it is undone."""


@dataclass
class StoredFacts:
    """What rules ask, answered from the store."""

    unit: UnitOfWork
    made: set[tuple[str, int]]
    """The objects that this request made."""

    def shown(self, kind: str, internal: int) -> str:
        return self.unit.ids.shown(kind, internal)

    def find(self, kind: str, external: str) -> int | None:
        return self.unit.ids.find(kind, external, 0)

    def new_number(self, kind: str) -> int:
        return self.unit.ids.next_number(kind)

    def owners(self, kind: str, internal: int) -> set[tuple[str, int]]:
        return self.unit.objects.owners(kind, internal)

    def is_new(self, type: str, internal: int) -> bool:
        return (type, internal) in self.made

    def stored(self, type: str, internal: int) -> Element | None:
        return read_shared(self.unit, type, internal)


@dataclass
class StoredIds:
    """The conversion table, as the conversion of a tree needs it."""

    unit: UnitOfWork
    on_sight: set[tuple[str, int]] = field(default_factory=set)
    """The objects that were made for being referred to."""
    numbered: frozenset[str] = frozenset()
    """The kinds whose numeric ids are Centra's own numbers."""

    def find(self, kind: str, external: str, scope: int) -> int | None:
        return self.unit.ids.find(kind, external, scope)

    def make(self, kind: str, external: str, scope: int) -> int:
        internal = self.unit.ids.find(kind, external, scope) or self._make(kind, external, scope)
        obj = OBJECTS.get(kind)
        if obj is not None and obj.made_on_sight and not self.exists(kind, internal):
            store_object(self.unit, obj, build(obj.field, {"id": internal}))
            self.on_sight.add((kind, internal))
        return internal

    def _make(self, kind: str, external: str, scope: int) -> int:
        if kind in self.numbered and is_number(external):
            return self.unit.ids.make_numbered(kind, external)
        return self.unit.ids.make(kind, external, scope)

    def exists(self, kind: str, internal: int) -> bool:
        return kind not in OBJECTS or self.unit.objects.has(kind, internal)

    def scopes(self, kind: str, external: str) -> list[int]:
        return self.unit.ids.scopes(kind, external)

    def scope_in(self, holder: ScopeHolder, internal: int) -> int | None:
        for type, owner in self.unit.objects.owners(holder.kind, internal):
            tree = load_object(self.unit, type, owner) if type == holder.type.name else None
            found = with_id(tree, holder.path, internal) if tree is not None and holder.path else tree
            if found is not None and text(found, f"{holder.scope}/id"):
                return int(text(found, f"{holder.scope}/id"))
        return None


@dataclass
class Upserter:
    """Applies updates within one transaction."""

    unit: UnitOfWork
    policy: Policy
    clock: Clock
    made: set[tuple[str, int]] = field(default_factory=set)
    """The objects that were made so far."""
    on_sight: set[tuple[str, int]] = field(default_factory=set)
    """Those that were made for being referred to by the object at work, or by its own id."""
    updated: Updated | None = None
    """The effects of the last update on its objects."""

    def update(self, obj: ObjectType, changes: Iterable[Element]) -> UpsertResult:
        """Apply each change. One that fails leaves nothing behind and is reported by type and id.

        Where the policy is to refuse such a request, none of it leaves anything behind.
        """
        if self.policy.failed_object == "report":
            return self._update_each(obj, changes)
        result = UpsertResult()
        with suppress(_Undone), self.unit.savepoint():
            result = self._update_each(obj, changes)
            if result.errors:
                raise _Undone
        if result.errors and self.updated is not None:
            self.updated = self.updated.all_refused()
            result.notices.clear()
            result.notice(Code.REQUEST_UNDONE, "Nothing of this request was stored.")
        return result

    def _update_each(self, obj: ObjectType, changes: Iterable[Element]) -> UpsertResult:
        result = UpsertResult()
        made: list[str] = []
        changed: list[str] = []
        refused: list[str] = []
        for position, change in enumerate(changes, 1):
            sent_id = text(change, "id")
            before = len(self.made)
            self.on_sight.clear()
            name = label(change) if change.findtext("id") else f"{obj.name} number {position} of the request"
            try:
                with self.unit.savepoint():
                    notices = self.apply(obj, change, self.policy.echo)
            except Refused as error:
                result.fail(error.code, f"{name}: {error}")
                refused.append(sent_id)
            else:
                result.notices += notices
                is_new = len(self.made) > before or (obj.name, own_id(change)) in self.on_sight
                (made if is_new else changed).append(sent_id)
        self.updated = Updated(obj.name, CountedIds.of(made), CountedIds.of(changed), CountedIds.of(refused))
        return result

    def apply(self, obj: ObjectType, sent: Element, announced: bool) -> list[Message]:
        """Create or change one object; ``sent`` has the client's ids. Returns notices."""
        rule = rule_for(obj)
        change = self.merge_change(obj, sent, rule)
        self.store([change], rule, announced)
        return change.notices

    def merge_change(
        self,
        obj: ObjectType,
        sent: Element,
        rule: TypeRule,
        tree: Element | None = None,
        blank: Callable[[Element], Element] | None = None,
    ) -> Upsert:
        """Check and convert what was sent and merge it into ``tree``, or the stored object, or a ``blank`` one."""
        notices: list[Message] = []
        facts = StoredFacts(self.unit, self.made)
        rule.before_conversion(sent, notices, facts)
        validate(sent, obj.field)
        strict = self.policy.unknown_reference == "error"
        numbered = frozenset({"account"} if self.policy.numeric_account_ids == "internal" else ())
        InboundConversion(StoredIds(self.unit, self.on_sight, numbered), strict, notices).convert(sent, obj.field)
        found = tree if tree is not None else load_object(self.unit, obj.name, own_id(sent))
        new = found is None
        if found is None:
            found = blank(sent) if blank else element(obj.name)
        change = Upsert(obj, sent, found, new, facts, self.policy, self.clock(), notices)
        rule.before_merge(change)
        merge(found, sent, obj.field)
        return change

    def store(self, changes: Sequence[Upsert], rule: TypeRule, announced: bool) -> None:
        """Store the object that these changes are of, with what follows from them, and queue its event."""
        for change in changes:
            rule.after_merge(change)
        obj, tree = changes[0].obj, changes[0].tree
        store_object(self.unit, obj, tree)
        move_stock(self.unit, [move for change in changes for move in change.stock])
        if announced:
            announce(self.unit, obj, tree, self.policy, self.clock())
        if changes[0].is_new:
            self.made.add((obj.name, own_id(tree)))
