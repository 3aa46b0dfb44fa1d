"""The delivery window of a wholesale order."""

from __future__ import annotations

from collections.abc import Sequence

from centra_mock.domain.shop.stock import NewRow
from centra_mock.scalars import FALSE
from centra_mock.services.shop.transaction import ShopTransaction
from centra_mock.wire.tree import Element, from_stored, own_id, text, with_id
from centra_mock.wire.values import Value

KIND = "deliverywindow"


def delivery_window(shop: ShopTransaction, rows: Sequence[NewRow]) -> Value:
    """Return the first window that holds every variation of an order (assumed), as orders show it.

    Return ``None`` where there is none: the order then has no such element, as the published one.
    """
    if shop.unit.objects.first(KIND) is None:
        return None
    wanted = {own_id(one.variation) for one in rows}
    for _, stored in shop.unit.objects.all(KIND):
        window = from_stored(stored)
        held = [with_id(window, "variations/variation", id) for id in wanted]
        if text(window, "status") in ("", "active") and None not in held:
            return _shown(window, held[0])
    return None


def _shown(window: Element, variation: Element | None) -> dict[str, Value]:
    return {
        "id": own_id(window),
        "description": text(window, "description"),
        "type": text(variation, "type") if variation is not None else "",
        "atonce": text(window, "atonce") or FALSE,
        "start": text(window, "startdate"),
        "stop": text(window, "stopdate"),
    }
