"""Pricelists: prices stand on a product or a variation, never on a size (documented)."""

from __future__ import annotations

from centra_mock.domain.rules.base import Change, Rule
from centra_mock.errors import Refused
from centra_mock.wire.tree import Element, own_id, text


def _not_on_sizes(sent: Element, _: list[str]) -> None:
    for product in sent.iterfind("items/product"):
        if product.find(".//size") is not None:
            raise Refused(
                f'items/product "{text(product, "id")}": a price can stand on a product or a variation, not on a size'
            )


def _variations_fit(change: Change) -> None:
    for product in change.sent.iterfind("items/product"):
        for variation in product.iterfind("variation"):
            if ("product", own_id(product)) not in change.facts.owners("variation", own_id(variation)):
                raise Refused(
                    f'items/product "{change.shown("product", product)}": '
                    f'it has no variation "{change.shown("variation", variation)}"'
                )


RULE = Rule(prepare=_not_on_sizes, before=_variations_fit)
