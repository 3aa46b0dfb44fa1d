"""Check the amounts and quantities of orders from the data that a client sees, without functions of the mock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from centra_mock import Centra
from centra_mock.wire.grammar import OBJECTS, Field
from centra_mock.wire.tree import Element

ORDER = OBJECTS["order"].field
INVOICE = OBJECTS["invoice"].field
Rows = Counter[str]


def number(tree: Element, path: str) -> Decimal:
    return Decimal(tree.findtext(path) or "0")


def cents(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


def rows(tree: Element, path: str) -> Rows:
    """Return order item -> quantity."""
    found: Rows = Counter()
    for row in tree.iterfind(f"{path}/product/sizes/size"):
        found[str(row.findtext("orderitem/id"))] += int(str(row.findtext("qty")))
    return found


def worth(tree: Element, kind: str) -> Decimal:
    """Return the sum of lines and costs of an order, a shipment or a refund."""
    found = sum(
        (number(tree, f"{cost}/subtotal") for cost in ("shipping", "handling", "voucher", "returnfee")), Decimal(0)
    )
    for line in tree.iterfind("products/product"):
        tax = cents(number(line, "price") * number(line, "tax") / 100) if kind == "wholesale" else Decimal(0)
        found += number(line, "qty") * (number(line, "price") + tax)
    return found


def check_order(order: Element) -> None:
    """Check all sums of an order."""
    kind = str(order.findtext("type"))
    assert number(order, "ordertotal") == worth(order, kind) >= 0
    for line in order.iterfind(".//product[sizes]"):
        check_line(line)
    for shipment in order.iterfind("shipments/shipment"):
        check_shipment(shipment, kind)
    check_quantities(order)
    check_payments(order)
    check_grammar(order, ORDER)


def check_line(line: Element) -> None:
    quantity = sum((number(row, "qty") for row in line.iterfind("sizes/size")), Decimal(0))
    assert number(line, "qty") == quantity > 0
    assert number(line, "subtotal") == quantity * number(line, "price")
    assert number(line, "discount") == number(line, "origprice") - number(line, "price") >= 0
    for row in line.iterfind("sizes/size"):
        allocated = [number(house, "qty") for house in row.iterfind("warehouseitems/warehouse")]
        assert sum(allocated, Decimal(0)) in (0, number(row, "qty"))


def check_shipment(shipment: Element, kind: str) -> None:
    total, paid = number(shipment, "shipmenttotal"), number(shipment, "paidtotal")
    assert total == worth(shipment, kind) >= 0
    assert paid <= total
    assert (shipment.findtext("paid") == "yes") == (paid == total)
    assert shipment.find(".//warehouseitems") is None
    refunded: Rows = Counter()
    for refund in shipment.iterfind("refunds/refund"):
        assert worth(refund, kind) >= 0
        refunded += rows(refund, "products")
    assert refunded <= rows(shipment, "products")
    back = sum((worth(refund, kind) for refund in shipment.iterfind("refunds/refund")), Decimal(0))
    assert back <= total
    if refunded and refunded == rows(shipment, "products"):
        vouchers = (number(refund, "voucher/subtotal") for refund in shipment.iterfind("refunds/refund"))
        lines = total - number(shipment, "shipping/subtotal") - number(shipment, "handling/subtotal")
        assert sum(vouchers, Decimal(0)) == number(shipment, "voucher/subtotal") or lines < 0


def check_quantities(order: Element) -> None:
    """Check that no more is shipped than ordered, and no head of a bundle."""
    shipped: Rows = Counter()
    for shipment in order.iterfind("shipments/shipment"):
        shipped += rows(shipment, "products")
        assert shipment.find(".//bundleinfo[isbundle='true']") is None
    assert shipped <= rows(order, "products")
    numbers = [int(number(shipment, "appendix")) for shipment in order.iterfind("shipments/shipment")]
    assert numbers == sorted({each for each in numbers if each > 0})
    if order.find("cancelled/product") is None and shipped == goods(order):
        totals = (number(each, "shipmenttotal") for each in order.iterfind("shipments/shipment"))
        assert sum(totals, Decimal(0)) == number(order, "ordertotal")


def goods(order: Element) -> Rows:
    """Return the rows of an order that can be shipped."""
    heads: Rows = Counter()
    for row in order.iterfind("products/product[bundleinfo]/sizes/size"):
        heads[str(row.findtext("orderitem/id"))] = int(str(row.findtext("qty")))
    for row in order.iterfind("products/product/bundleinfo[isbundle='false']/../sizes/size"):
        del heads[str(row.findtext("orderitem/id"))]
    return rows(order, "products") - heads


def check_payments(order: Element) -> None:
    sums: dict[str, Decimal] = {}
    transactions = []
    for payment in order.iterfind("payments/payment"):
        kind = str(payment.findtext("type"))
        sums[kind] = sums.get(kind, Decimal(0)) + number(payment, "value")
        transactions.append(payment.findtext("transaction"))
    received = sums.get("capture", Decimal(0)) + sums.get("payment", Decimal(0))
    back = sums.get("refund", Decimal(0))
    assert number(order, "payments/total") == received - back >= 0
    assert sums.get("capture", Decimal(0)) <= sums.get("auth", Decimal(0))
    assert sum((number(each, "paidtotal") for each in order.iterfind("shipments/shipment")), Decimal(0)) <= received
    assert len(set(transactions)) == len(transactions)


def check_grammar(tree: Element, field: Field) -> None:
    """Check that elements are in the order of the grammar, at each depth."""
    places = [field.order[str(sub.tag)] for sub in tree]
    assert places == sorted(places), f"{tree.tag}: {[sub.tag for sub in tree]}"
    for sub in tree:
        known = field.by_name[str(sub.tag)]
        if not known.is_leaf:
            check_grammar(sub, known)


def ids(tree: Element, field: Field) -> Iterator[tuple[str, str]]:
    """Yield each id in an object, as (kind, external id)."""
    for sub in tree:
        known = field.by_name[str(sub.tag)]
        if known.bears and sub.text:
            yield known.bears, sub.text
        elif not known.is_leaf:
            yield from ids(sub, known)


def check_ids(centra: Centra, tree: Element, field: Field) -> None:
    """Check that all references of an object are found by the shown ids."""
    for kind, id in set(ids(tree, field)):
        if kind in OBJECTS:
            assert centra.objects.get(kind, id) is not None, f"{kind} {id}"
    items = {id for kind, id in ids(tree, field) if kind == "orderitem"}
    assert items == {*rows(tree, "products"), *rows(tree, "cancelled")}


def stock(centra: Centra, product: str) -> dict[tuple[str, str], Decimal]:
    """Return the free stock by variation and size."""
    tree = centra.objects.get("product", product)
    assert tree is not None
    return {
        (str(variation.findtext("id")), str(size.findtext("id"))): sum(
            (number(house, "qty") for house in size.iterfind("warehouseitems/warehouse")), Decimal(0)
        )
        for variation in tree.iterfind("variations/variation")
        for size in variation.iterfind("sizes/size")
    }


def allocated(order: Element) -> dict[tuple[str, str], Decimal]:
    """Return what an order has taken from stock, by variation and size."""
    found: dict[tuple[str, str], Decimal] = {}
    for line in order.iterfind("products/product"):
        for row in line.iterfind("sizes/size"):
            key = (str(line.findtext("variation/id")), str(row.findtext("id")))
            taken = (number(house, "qty") for house in row.iterfind("warehouseitems/warehouse"))
            found[key] = found.get(key, Decimal(0)) + sum(taken, Decimal(0))
    return found
