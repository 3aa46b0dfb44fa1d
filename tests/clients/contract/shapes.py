"""What the ERP keeps of each type: other fields are read past, whatever they are and wherever they stand."""

from __future__ import annotations

from typing import TypeAlias

Shape: TypeAlias = "str | dict[str, Shape] | list[Shape]"
"""A text, the fields of a structure, or one for all that repeat."""

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
"""Each type of which events tell, without the id, which the event gives; sizes are the ERP's own."""
