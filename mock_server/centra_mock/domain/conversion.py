"""The conversion of the client's ids to internal ids and back, at all places that the grammar marks as ids."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from functools import lru_cache
from typing import Protocol

from centra_mock.domain.validate import label
from centra_mock.error_codes import Code
from centra_mock.errors import Message, Refused
from centra_mock.wire.endpoints import BODY_PREFIX
from centra_mock.wire.grammar import GRAMMAR, Field, ObjectType
from centra_mock.wire.structures import ScopeHolder
from centra_mock.wire.tree import KIND, Element, converted_ids, escape_text, text

InternalKey = tuple[str, int]
"""A kind and an internal id."""


class ConversionTable(Protocol):
    """The ID conversion table, as conversion needs it."""

    def find(self, kind: str, external: str, scope: int) -> int | None:
        """Return the internal id of what the client calls ``external``, or ``None``."""

    def make(self, kind: str, external: str, scope: int) -> int:
        """Return the internal id of what the client calls ``external``. The thing is created if it does not exist."""

    def exists(self, kind: str, internal: int) -> bool:
        """Return whether the thing with this number exists: it may be deleted, or never have been sent."""

    def scopes(self, kind: str, external: str) -> list[int]:
        """Return the scopes in which the id is known."""

    def scope_in(self, holder: ScopeHolder, internal: int) -> int | None:
        """Return the internal id of the scope that a stored thing names, such as the size table of a variation."""


class _Scope:
    """The scopes that hold in a group of an object, and in those within it."""

    def __init__(self, node: Element, field: Field, outer: _Scope | None) -> None:
        self.node = node
        self.field = field
        self.outer = outer
        self.known: dict[str, int] = {}
        """The kind of a scope -> the internal id of the one that holds here."""

    @property
    def path(self) -> str:
        """Return where the group stands in the object, for messages."""
        if self.outer is None:
            return ""
        above = self.outer.path
        return f"{above}/{label(self.node)}" if above else label(self.node)


@dataclass
class InboundConversion:
    """Puts internal ids into one object of a request."""

    ids: ConversionTable
    strict: bool = True
    """Whether a reference to a thing that was never made is refused."""
    notices: list[Message] | None = None
    _found: dict[Element, tuple[str, int]] = dataclass_field(default_factory=dict)
    """What to put into the leaves. Messages name elements by the client's ids, so that these stay until the end."""

    def convert(self, tree: Element, field: Field) -> None:
        """Convert every id in ``tree``, in place. Raises ``Refused`` for a reference to nothing."""
        self._group(tree, field, None)
        for leaf, (kind, internal) in self._found.items():
            leaf.text = str(internal)
            leaf.set(KIND, kind)

    def _group(self, node: Element, field: Field, outer: _Scope | None) -> None:
        scope = _Scope(node, field, outer)
        for kind in GRAMMAR.scopes.values():
            known = field.by_name.get(kind)
            leaf = node.find(f"{kind}/id") if known else None
            if known and leaf is not None and leaf.text:
                is_ours = leaf.get(KIND) is not None
                scope.known[kind] = (
                    int(leaf.text) if is_ours else self._leaf(leaf, known.by_name["id"], scope, within=kind)
                )
        for sub in node:
            known = field.by_name.get(str(sub.tag))
            if known is None or not known.holds_ids:
                continue
            if not known.is_leaf:
                self._group(sub, known, scope)
            elif sub.text and sub not in self._found and not sub.get(KIND):
                self._leaf(sub, known, scope)

    def _leaf(self, leaf: Element, field: Field, scope: _Scope, within: str = "") -> int:
        """Return the internal id of what the client means. ``within`` names an element around the leaf."""
        kind, external = str(field.bears), str(leaf.text)
        unique_in = self._unique_in(kind, external, scope)
        internal = self.ids.find(kind, external, unique_in)
        home = None if field.home else GRAMMAR.homes.get(kind)
        if internal is None or (home and not self.ids.exists(kind, internal)):
            if home and not (kind == home.name and home.made_on_sight):
                self._unknown(home, kind, external, "/".join(filter(None, (scope.path, within))))
            internal = self.ids.make(kind, external, unique_in)
        self._found[leaf] = kind, internal
        return internal

    def _unique_in(self, kind: str, external: str, scope: _Scope) -> int:
        """Return the internal id of the thing within which an id is unique, 0 for one that is unique in all."""
        needed = GRAMMAR.scopes.get(kind)
        if needed is None:
            return 0
        at: _Scope | None = scope
        while at is not None:
            if needed not in at.known and (held := self._held(at, needed)) is not None:
                at.known[needed] = held
            if needed in at.known:
                return at.known[needed]
            at = at.outer
        known = self.ids.scopes(kind, external)
        if len(known) > 1:
            holders = (holder.kind for holder in GRAMMAR.scope_holders if holder.scope == needed)
            raise Refused(
                Code.AMBIGUOUS_ID,
                f'{kind} "{external}" is in {len(known)} {needed}s; name the {next(holders, needed)} it belongs to',
                scope.path,
            )
        return known[0] if known else 0

    def _held(self, at: _Scope, scope: str) -> int | None:
        """Return the scope that is stored with the thing that is, or is referred to, here."""
        for holder in GRAMMAR.scope_holders:
            if holder.scope != scope:
                continue
            is_one = at.field.id is not None and at.field.id.bears == holder.kind
            if not is_one and holder.kind not in at.field.by_name:
                continue
            external = text(at.node, "id" if is_one else f"{holder.kind}/id")
            internal = self.ids.find(holder.kind, external, 0) if external else None
            found = self.ids.scope_in(holder, internal) if internal else None
            if found is not None:
                return found
        return None

    def _unknown(self, home: ObjectType, kind: str, external: str, path: str) -> None:
        code = Code.UNKNOWN_SIZE_TABLE if kind == "sizetable" else Code.UNKNOWN_REFERENCE
        refusal = Refused(
            code, f'there is no {kind} "{external}"; send it with {home.plural}_Update first', path or kind
        )
        if self.strict or self.notices is None:
            raise refusal
        self.notices.append(refusal.message)


_PREFIX = BODY_PREFIX.encode()
_STORED_ID = re.compile(rb"<" + _PREFIX + rb":(\w+) " + KIND.encode() + rb'="(\w+)">(\d+)<')


def internal_keys(stored: bytes) -> frozenset[InternalKey]:
    """Return every converted id in a stored text."""
    return frozenset(_taken_apart(stored)[1])


def convert_outbound(stored: bytes, shown: Mapping[InternalKey, bytes]) -> bytes:
    """Return a stored text as the client sees it.

    ``shown`` has the escaped client's id of each converted thing. A thing that is not in it gets its number.
    """
    texts, keys = _taken_apart(stored)
    pieces = [texts[0]]
    for key, after in zip(keys, texts[1:], strict=True):
        pieces += (shown.get(key) or b"%d" % key[1], after)
    return b"".join(pieces)


@lru_cache(maxsize=1024)
def _taken_apart(stored: bytes) -> tuple[list[bytes], list[InternalKey]]:
    """Return the texts before, between and after the ids, and the ids. The result is cached: events are read
    repeatedly."""
    texts, keys = [b""], []
    rest = 0
    for match in _STORED_ID.finditer(stored):
        name, kind, number = match.groups()
        texts[-1] += b"%s<%s:%s>" % (stored[rest : match.start()], _PREFIX, name)
        keys.append((kind.decode(), int(number)))
        texts.append(b"")
        rest = match.end(3)
    texts[-1] += stored[rest:]
    return texts, keys


def convert_tree_outbound(tree: Element, shown: Mapping[InternalKey, str]) -> None:
    """Put the client's ids into a tree, in place."""
    for leaf in converted_ids(tree):
        kind = leaf.attrib[KIND]
        del leaf.attrib[KIND]
        leaf.text = shown.get((str(kind), int(leaf.text or 0)), leaf.text)


def escaped_ids(shown: Iterable[tuple[InternalKey, str]]) -> dict[InternalKey, bytes]:
    return {key: escape_text(external) for key, external in shown}


def homes_in(tree: Element, field: Field) -> Iterable[tuple[str, int]]:
    """Yield the things that live in an object (variations, buyers, shipments) as (kind, internal id)."""
    for sub in tree:
        known = field.by_name.get(str(sub.tag))
        if known is None:
            continue
        if known.is_leaf and known.home and sub.text and sub.get(KIND):
            yield str(known.bears), int(sub.text)
        elif known.holds_homes:
            yield from homes_in(sub, known)
