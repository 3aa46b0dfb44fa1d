"""Pricelists: prices stand on a product or a variation, never on a size (documented)."""

from __future__ import annotations

from centra_mock.domain.rules.base import Facts, TypeRule, Upsert
from centra_mock.error_codes import Code
from centra_mock.errors import Message, Refused
from centra_mock.wire.tree import Element, own_id, text


def _not_on_sizes(sent: Element, _: list[Message], _facts: Facts) -> None:
    for product in sent.iterfind("items/product"):
        if product.find(".//size") is not None:
            raise Refused(
                Code.PRICE_ON_SIZE,
                "a price can stand on a product or a variation, not on a size",
                f'items/product "{text(product, "id")}"',
            )


def _variations_fit(upsert: Upsert) -> None:
    for product in upsert.sent.iterfind("items/product"):
        for variation in product.iterfind("variation"):
            if ("product", own_id(product)) not in upsert.facts.owners("variation", own_id(variation)):
                raise Refused(
                    Code.UNKNOWN_PART,
                    f'it has no variation "{upsert.shown("variation", variation)}"',
                    f'items/product "{upsert.shown("product", product)}"',
                )


RULE = TypeRule(before_conversion=_not_on_sizes, before_merge=_variations_fit)
