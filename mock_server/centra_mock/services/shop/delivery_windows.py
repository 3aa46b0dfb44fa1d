"""The delivery window of a wholesale order."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from centra_mock.domain.shop.stock import NewRow
from centra_mock.error_codes import Code
from centra_mock.errors import Refused
from centra_mock.scalars import FALSE
from centra_mock.services.shop.transaction import ShopTransaction
from centra_mock.wire.tree import Element, from_stored, own_id, text, with_id
from centra_mock.wire.values import Value

KIND = "deliverywindow"
PLACE = "delivery_window"


def delivery_window(shop: ShopTransaction, rows: Sequence[NewRow], chosen: str | None) -> Value:
    """Return a window as orders show it: the chosen one, or the first that holds every variation (assumed).

    Return ``None`` where there is none: the order then has no such element, as the published one. Raises ``NotFound``
    for a choice that does not exist, and ``Refused`` for one that is not active or lacks a variation of the order.
    """
    wanted = {own_id(one.variation) for one in rows}
    if chosen is not None:
        window = shop.load(KIND, chosen)
        if not _is_active(window):
            raise Refused(Code.DELIVERY_WINDOW_NOT_POSSIBLE, f"{chosen!r} is not active", PLACE)
        if (held := _held(window, wanted)) is None:
            missing = next(id for id in wanted if with_id(window, "variations/variation", id) is None)
            raise Refused(
                Code.DELIVERY_WINDOW_NOT_POSSIBLE,
                f"{chosen!r} does not hold variation {shop.unit.ids.shown('variation', missing)!r} of the order",
                PLACE,
            )
        return _shown(window, held)
    if shop.unit.objects.first(KIND) is None:
        return None
    for _, stored in shop.unit.objects.all(KIND):
        window = from_stored(stored)
        if _is_active(window) and (held := _held(window, wanted)) is not None:
            return _shown(window, held)
    return None


def _is_active(window: Element) -> bool:
    return text(window, "status") in ("", "active")


def _held(window: Element, wanted: Collection[int]) -> Element | None:
    """Return the first of some variations as a window holds it, or ``None`` where it lacks one of them."""
    found = [with_id(window, "variations/variation", id) for id in wanted]
    return None if None in found else found[0]


def _shown(window: Element, variation: Element) -> dict[str, Value]:
    return {
        "id": own_id(window),
        "description": text(window, "description"),
        "type": text(variation, "type"),
        "atonce": text(window, "atonce") or FALSE,
        "start": text(window, "startdate"),
        "stop": text(window, "stopdate"),
    }
