"""Which rows of an order an activity is about, and how much of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from centra_mock.domain.rules.order_rows import goods_of, listed
from centra_mock.domain.shop import lines
from centra_mock.error_codes import Code
from centra_mock.errors import Refused
from centra_mock.services.shop.transaction import ShopTransaction
from centra_mock.services.upsert import StoredFacts
from centra_mock.wire.tree import Element


def chosen(
    shop: ShopTransaction,
    where: str,
    holder: Element,
    orderitems: Mapping[str, int] | None,
    left: Mapping[str, Decimal],
    verb: str,
) -> dict[str, Decimal]:
    """Return orderitem -> quantity: what the caller names, or all that is left.

    A row of ``holder``, an order or a shipment, is named by its orderitem, or by its goods: the first of those that fit
    of which something is left. Raises ``Refused`` where nothing is named or left, or more is named than there is.
    """
    if orderitems is None:
        if not left:
            raise Refused(Code.QUANTITY_TOO_LARGE, f"nothing is left to {verb}", where)
        return dict(left)
    if not orderitems:
        raise Refused(Code.MISSING_ORDERITEMS, f"no orderitem is named; there are {_listed(shop, left)}", where)
    found: dict[str, Decimal] = {}
    for name, quantity in orderitems.items():
        item = _item(shop, where, holder, name, left)
        there = left.get(item, Decimal(0)) - found.get(item, Decimal(0))
        if not 0 < quantity <= there:
            known = "" if item in left else f"; there are {_listed(shop, left)}"
            raise Refused(
                Code.QUANTITY_TOO_LARGE, f'orderitem "{name}" has {there} to {verb}, not {quantity}{known}', where
            )
        found[item] = found.get(item, Decimal(0)) + quantity
    return found


def _item(shop: ShopTransaction, where: str, holder: Element, name: str, left: Mapping[str, Decimal]) -> str:
    """Return the orderitem of the row that is named."""
    facts = StoredFacts(shop.unit, set())
    own = str(facts.find("orderitem", name))
    rows = list(lines.rows(holder.find("products")))
    if own in {lines.orderitem(row) for _, row in rows}:
        return own
    fits = [each for each in rows if name in _names(*goods_of(*each, facts))]
    if len({goods_of(*each, facts) for each in fits}) > 1:
        raise Refused(Code.AMBIGUOUS_ROW, f'{len(fits)} rows are of "{name}": {listed(fits, facts)}', where)
    items = [lines.orderitem(row) for _, row in fits]
    return next((item for item in items if left.get(item)), items[0] if items else own)


def _names(product: str, variation: str, size: str) -> Iterator[str]:
    """Yield what a row is called by its goods, as the lines of a new order are written."""
    for name in (variation, f"{product}:{variation}"):
        yield from (name, f"{name}/{size}")


def _listed(shop: ShopTransaction, left: Mapping[str, Decimal]) -> str:
    known = (f'"{shop.unit.ids.shown("orderitem", int(item))}"' for item in left)
    return ", ".join(known) or "none"
