"""Edits of the conversion table."""

from __future__ import annotations

from centra_mock.activities.objects import ConversionEntry, Convert, ForgetConversion
from centra_mock.activities.orders import RenameOrder
from centra_mock.domain.validate import check_id
from centra_mock.error_codes import Code
from centra_mock.errors import Conflict, NotFound
from centra_mock.services.objects import exists, find_object, scope_of
from centra_mock.services.shop.performing import performs
from centra_mock.services.shop.transaction import ORDER, ShopTransaction
from centra_mock.store import conversions
from centra_mock.store.unit_of_work import UnitOfWork
from centra_mock.wire.grammar import GRAMMAR


@performs(Convert)
def convert(shop: ShopTransaction, wanted: Convert) -> ConversionEntry:
    """Give a thing another id from now on. Raises ``Conflict`` where another thing of its kind has that id."""
    check_kind(wanted.kind)
    check_id(wanted.external)
    unit, kind, internal = shop.unit, wanted.kind, wanted.internal
    if not exists(unit, kind, internal):
        raise NotFound(Code.UNKNOWN_OBJECT, f"there is no {kind} number {internal}")
    _check_unchanged(unit, kind, internal, wanted.was)
    entry = conversions.ConversionRow(kind, internal, wanted.external, scope_of(unit, kind, internal))
    unit.ids.set(*entry)
    return ConversionEntry(*entry)


@performs(ForgetConversion)
def forget_conversion(shop: ShopTransaction, wanted: ForgetConversion) -> None:
    """Remove an entry. Raises ``Conflict`` where another thing is called by the number that would be shown."""
    check_kind(wanted.kind)
    unit, kind, internal = shop.unit, wanted.kind, wanted.internal
    _check_unchanged(unit, kind, internal, wanted.was)
    if unit.ids.by_internal(kind, internal) is None:
        raise NotFound(Code.UNKNOWN_ENTRY, f"{kind} number {internal} has no entry")
    unit.ids.unset(kind, internal, scope_of(unit, kind, internal))


@performs(RenameOrder)
def rename_order(shop: ShopTransaction, wanted: RenameOrder) -> None:
    """Give an order another id from now on."""
    internal = find_object(shop.unit, ORDER.name, wanted.order)
    if internal is None:
        raise NotFound(Code.UNKNOWN_OBJECT, f'there is no order "{wanted.order}"')
    convert(shop, Convert(ORDER.name, internal, wanted.external))


def check_kind(kind: str) -> None:
    """Raise ``NotFound`` for a kind of id that the grammar does not have."""
    if kind not in GRAMMAR.kinds:
        raise NotFound(Code.UNKNOWN_TYPE, f"{kind!r} is not known; there are {', '.join(GRAMMAR.kinds)}", "kind")


def _check_unchanged(unit: UnitOfWork, kind: str, internal: int, was: str | None) -> None:
    """Raise ``Conflict`` where an entry is not as it was seen; empty for none."""
    entry = unit.ids.by_internal(kind, internal)
    now = entry.external if entry else ""
    if was not in (None, now):
        is_now = f'is called "{now}"' if now else "has no entry"
        seen = f'was called "{was}"' if was else "had no entry"
        raise Conflict(
            Code.CHANGED_MEANWHILE,
            f"{kind} number {internal} {is_now} by now, and {seen} when this form was shown: nothing was changed",
            entries=[entry._asdict()] if entry else [],
        )
