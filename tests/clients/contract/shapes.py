"""The fields that the ERP stores for each type. Other fields are ignored."""

from __future__ import annotations

from typing import TypeAlias

Shape: TypeAlias = "str | dict[str, Shape] | list[Shape]"
"""A text, the fields of a structure, or the shape of repeated elements."""

TEXT = ""


def _texts(names: str) -> dict[str, Shape]:
    return dict.fromkeys(names.split(), TEXT)


REFERENCE: Shape = _texts("id description")
ADDRESS: Shape = _texts("firstname lastname company address1 address2 city zipcode country email")

ROW: Shape = {**_texts("id sku qty"), "orderitem": _texts("id")}
LINE: Shape = {
    **_texts("id sku price qty subtotal description comment"),
    "variation": REFERENCE,
    "sizes": {"size": [ROW]},
    "bundleinfo": {"isbundle": TEXT, "partof": {"product": _texts("id")}},
}
LINES: Shape = {"product": [LINE]}

KEPT: dict[str, dict[str, Shape]] = {
    "order": {
        **_texts("ordernumber type store locked status ordertotal currency internalinformation other ponumber"),
        "products": LINES,
        "cancelled": LINES,
        "shipments": {"shipment": [{**_texts("id shipped goodtogo"), "products": LINES}]},
        "customer": REFERENCE,
        "account": REFERENCE,
        "market": REFERENCE,
        "shippingaddress": ADDRESS,
    },
    "account": {**_texts("type status description"), "market": REFERENCE},
    "customer": _texts("store type status firstname lastname address1 city zipcode country email"),
    "invoice": _texts("status documenttype currency total totalpaid duedate"),
    "market": _texts("store type description"),
    "paymentterm": _texts("name description duedays"),
    "pricelist": _texts("store type currency description"),
    "salesrep": _texts("email name percent"),
    "shippingterm": _texts("name description"),
    "warehouse": _texts("description"),
}
"""The shape of each type that has events, without the id, which is in the event."""
