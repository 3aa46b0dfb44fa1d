"""What a client means in an order: a shipment by its id or by order and appendix, a row by its orderitem or its goods.

An orderitem decides. Without one, product, variation and size say which rows fit (documented for refunds; assumed for
the rest). What fits is found in the client's ids, before they are converted: a size's id alone could be in several
size tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from centra_mock.domain.merge import insert
from centra_mock.domain.rules.base import Facts
from centra_mock.domain.shop import lines
from centra_mock.domain.shop.money import number
from centra_mock.domain.shop.shipments import appendix_names
from centra_mock.domain.validate import label
from centra_mock.error_codes import Code
from centra_mock.errors import Refused
from centra_mock.wire.tree import BLANKS, KIND, Element, element, own_id, text

NAMING_ROWS = {
    "cancelled": ("products", "cancelled"),
    "shipments/shipment/products": ("products",),
    "shipments/shipment/refunds/refund/products": ("products",),
}
"""Where a client names rows, and where in the order these are."""

MOST_LISTED = 20
SHIPMENT = lines.ORDER.find("shipments/shipment")


def find_order(sent: Element, facts: Facts) -> Element | None:
    """Return the stored order that an update is of."""
    external = text(sent, "id")
    internal = facts.find("order", external) if external else None
    return facts.stored("order", internal) if internal is not None else None


def name_shipments(sent: Element, order: Element, facts: Facts) -> None:
    """Put its own id into each shipment that is named by its order and appendix. Raises ``Refused``."""
    for shipment in sent.iterfind("shipments/shipment"):
        own, appendix = text(shipment, "id"), text(shipment, "appendix").strip(BLANKS)
        name = own.strip(BLANKS) or f"{text(sent, 'id')}-{appendix}"
        if own and facts.find("shipment", own) is not None:
            continue
        fits = [
            old
            for old in order.iterfind("shipments/shipment")
            if name in appendix_names(order, old, facts.shown("order", own_id(order)))
        ]
        if len(fits) > 1:
            known = ", ".join(f'"{facts.shown("shipment", own_id(old))}"' for old in fits)
            raise Refused(Code.AMBIGUOUS_ID, f"{len(fits)} shipments have this appendix: {known}", f'shipment "{name}"')
        if fits:
            _rename(shipment, facts.shown("shipment", own_id(fits[0])))
            if appendix not in ("", text(fits[0], "appendix")):
                raise Refused(
                    Code.INVALID_VALUE,
                    f"it has appendix {text(fits[0], 'appendix')}, not {appendix!r}",
                    f'shipment "{name}"/appendix',
                )


def _rename(shipment: Element, external: str) -> None:
    for leaf in shipment.findall("id"):
        shipment.remove(leaf)
    insert(shipment, element("id", external), SHIPMENT)


def name_rows(sent: Element, order: Element, facts: Facts) -> None:
    """Put the orderitems that fit into each row that names none. Raises ``Refused`` where none fits, or several do."""
    for path, places in NAMING_ROWS.items():
        for holder in sent.findall(path):
            parent = holder.getparent()
            where = path if parent is None or parent is sent else label(parent)
            for line, row in lines.rows(holder):
                if not text(row, "orderitem/id").strip(BLANKS):
                    there = [each for place in places for each in lines.rows(order.find(place))]
                    _name(line, row, there, facts, where)
                for id in row.findall("id"):
                    row.remove(id)


def _name(line: Element, row: Element, there: list[tuple[Element, Element]], facts: Facts, where: str) -> None:
    wanted = (text(line, "id"), text(line, "variation/id"), text(row, "id"))
    fits = [
        each
        for each in there
        if all(asked in ("", has) for asked, has in zip(wanted, goods_of(*each, facts), strict=True))
    ]
    named = ", ".join(f'{kind} "{id}"' for kind, id in zip(("product", "variation", "size"), wanted, strict=True) if id)
    if not fits or not named:
        what = f"there is no row of {named}" if named else "a row names neither an orderitem nor a product"
        raise Refused(Code.UNKNOWN_ORDERITEM, f"{what}; there are {listed(there, facts)}", where)
    if len({goods_of(*each, facts) for each in fits}) > 1:
        raise Refused(
            Code.AMBIGUOUS_ROW,
            f"{len(fits)} rows are of {named}; name the orderitem: {listed(fits, facts)}",
            where,
        )
    for stale in row.findall("orderitem"):
        row.remove(stale)
    items = element("id", " ".join(dict.fromkeys(lines.orderitem(found) for _, found in fits)))
    items.set(KIND, "orderitem")
    insert(row, element("orderitem", None, items), lines.ROW)


def goods_of(line: Element, row: Element, facts: Facts) -> tuple[str, str, str]:
    """Return product, variation and size of a stored row, by the client's ids."""
    return (
        _shown(facts, "product", text(line, "id")),
        _shown(facts, "variation", text(line, "variation/id")),
        _shown(facts, "size", text(row, "id")),
    )


def _shown(facts: Facts, kind: str, internal: str) -> str:
    return facts.shown(kind, int(internal)) if internal.isdigit() else internal


def listed(there: Iterable[tuple[Element, Element]], facts: Facts) -> str:
    """Return the rows that there are, for messages."""
    names: Iterator[str] = (
        f'"{_shown(facts, "orderitem", lines.orderitem(row))}" ({", ".join(filter(None, goods_of(line, row, facts)))})'
        for line, row in there
    )
    known = list(dict.fromkeys(names))
    more = [f"{len(known) - MOST_LISTED} more"] if len(known) > MOST_LISTED else []
    return ", ".join([*known[:MOST_LISTED], *more]) or "none"


def choose(holder: Element, left: Mapping[str, Decimal], held: Mapping[str, Decimal]) -> None:
    """Decide for one of the orderitems of each row that several fit.

    It is one that the thing at work holds already, so that a repeated update changes nothing, or else the first of
    which something is left. ``left`` is what there is besides, ``held`` what the thing holds; both by orderitem.
    """
    free, mine = dict(left), dict(held)
    for _, row in lines.rows(holder):
        leaf = row.find("orderitem/id")
        fits = (leaf.text or "").split() if leaf is not None else []
        if leaf is None or len(fits) < 2:
            continue
        here = [item for item in fits if item in left or item in held] or fits
        chosen = next((item for rows in (mine, free) for item in here if rows.get(item, 0) > 0), here[0])
        leaf.text = chosen
        for rows in (mine, free):
            rows[chosen] = rows.get(chosen, Decimal(0)) - number(row, "qty")
