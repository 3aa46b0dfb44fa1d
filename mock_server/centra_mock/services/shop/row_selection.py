"""Which rows of an order an activity is about, and how much of each."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from centra_mock.error_codes import Code
from centra_mock.errors import Refused
from centra_mock.services.shop.transaction import ShopTransaction


def chosen(
    shop: ShopTransaction, where: str, orderitems: Mapping[str, int] | None, left: Mapping[str, Decimal], verb: str
) -> dict[str, Decimal]:
    """Orderitem -> quantity: what the caller names, or all that is left.

    Raises ``Refused`` where nothing is named or left, or more is named than there is.
    """
    if orderitems is None:
        if not left:
            raise Refused(Code.QUANTITY_TOO_LARGE, f"nothing is left to {verb}", where)
        return dict(left)
    if not orderitems:
        raise Refused(Code.MISSING_ORDERITEMS, f"no orderitem is named; there are {_listed(shop, left)}", where)
    return {_item(shop, external): _quantity(shop, where, external, orderitems, left, verb) for external in orderitems}


def _item(shop: ShopTransaction, external: str) -> str:
    return str(shop.unit.ids.find("orderitem", external, 0))


def _quantity(
    shop: ShopTransaction, where: str, external: str, wanted: Mapping[str, int], left: Mapping[str, Decimal], verb: str
) -> Decimal:
    there = left.get(_item(shop, external), Decimal(0))
    if not there:
        raise Refused(
            Code.QUANTITY_TOO_LARGE,
            f'orderitem "{external}" has 0 to {verb}, not {wanted[external]}; there are {_listed(shop, left)}',
            where,
        )
    if not 0 < wanted[external] <= there:
        raise Refused(
            Code.QUANTITY_TOO_LARGE, f'orderitem "{external}" has {there} to {verb}, not {wanted[external]}', where
        )
    return Decimal(wanted[external])


def _listed(shop: ShopTransaction, left: Mapping[str, Decimal]) -> str:
    known = (f'"{shop.unit.ids.shown("orderitem", int(item))}"' for item in left)
    return ", ".join(known) or "none"
