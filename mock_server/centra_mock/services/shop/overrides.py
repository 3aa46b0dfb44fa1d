"""What the caller gives, as fields or as XML, deep-merged over what the shop would write."""

from __future__ import annotations

from centra_mock.domain.conversion import InboundConversion
from centra_mock.domain.merge import merge
from centra_mock.domain.object_input import Fields, read_changes
from centra_mock.domain.validate import check_id, validate
from centra_mock.error_codes import Code
from centra_mock.errors import Refused
from centra_mock.services.shop.transaction import ShopTransaction
from centra_mock.services.upsert import StoredIds
from centra_mock.wire.grammar import Field
from centra_mock.wire.tree import KIND, Element, element, own_id, text


def override(shop: ShopTransaction, field: Field, tree: Element, fields: Fields | None, xml: str | None = None) -> None:
    """Merge what the caller gives into an object or a part of one, whose own id stays what it is."""
    for change in read_changes(field, fields, xml):
        _keep_id(shop, field, tree, change)
        apply(shop, field, tree, change)


def apply(shop: ShopTransaction, field: Field, tree: Element, change: Element) -> None:
    """Check, convert and merge one change."""
    validate(change, field)
    InboundConversion(StoredIds(shop.unit)).convert(change, field)
    merge(tree, change, field)


def name_it(shop: ShopTransaction, kind: str, id: int, fields: Fields | None, xml: str | None, field: Field) -> None:
    """Let the caller choose the id of a new thing: an entry of the conversion table."""
    for change in read_changes(field, fields, xml):
        if external := text(change, "id"):
            check_id(external)
            shop.unit.ids.set(kind, id, external)


def _keep_id(shop: ShopTransaction, field: Field, tree: Element, change: Element) -> None:
    shown = shop.shown(field.name, tree)
    for leaf in change.findall("id"):
        given = leaf.text or ""
        if leaf.get(KIND) is None and given != shown:
            raise Refused(
                Code.ID_NOT_CHANGEABLE,
                f'{field.name} "{shown}" can\'t become "{given}" here; edit the conversion table',
                "id",
            )
        change.remove(leaf)
    own = element("id", str(own_id(tree)))
    own.set(KIND, field.name)
    change.insert(0, own)
