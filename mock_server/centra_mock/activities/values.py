"""The types of the activities' fields: what they mean, their units and limits."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal, TypeAlias

from msgspec import Meta

from centra_mock.scalars import LARGEST

LONGEST_SEARCH = 1000
"""Characters of a text to look for: databases refuse longer patterns."""

MOST = 10_000
"""The most orders or events that one call makes."""

Kind: TypeAlias = Literal["retail", "wholesale"]
Mission: TypeAlias = Literal["update", "delete"]

Outlook: TypeAlias = Literal["authorised", "failing", "paid"]
"""How a new order is paid: authorised to be captured, authorised but every capture fails, or paid at once."""

Amount = Decimal | int
"""Money in the order's currency, to the cent; in JSON a number, or a text that stays exact."""

Count = Annotated[int, Meta(ge=1, le=MOST, description="How many to make.")]
Quantity = Annotated[int, Meta(ge=1, le=1_000_000)]
Quantities = Annotated[
    Mapping[str, Quantity],
    Meta(description="Quantities by orderitem, or by `variation/size`; all that is left, if not given."),
]
Number = Annotated[int, Meta(ge=0, le=LARGEST)]
Scope = Annotated[
    int,
    Meta(ge=0, le=LARGEST, description="The internal id of a size's size table; needed where several have its id."),
]
EventType = Annotated[str, Meta(pattern=r"^[A-Za-z_][A-Za-z0-9_.-]{0,63}$")]
ExternalId = Annotated[str, Meta(min_length=1, max_length=255)]

Fields: TypeAlias = Mapping[str, Any]
"""Fields of an object by the grammar's names; lists for what repeats."""

FIELDS_OF = "fields_of"
"""In the annotation of fields: the path of the structure in the grammar that they belong to.

In braces, the field of the activity that names it.
"""

IS_TYPE = "is_type"
"""In the annotation of a text: it names a type of object."""

TypeName = Annotated[str, Meta(description="The type of the object.", extra={IS_TYPE: True})]
ObjectFields = Annotated[
    Fields,
    Meta(description="Fields by the grammar's names; lists for what repeats.", extra={FIELDS_OF: "{type}"}),
]
OrderFields = Annotated[
    Fields,
    Meta(description="Fields of the order, over what the shop writes.", extra={FIELDS_OF: "order"}),
]
CustomerFields = Annotated[
    Fields,
    Meta(description="Who orders, found again by e-mail; made up, if not given.", extra={FIELDS_OF: "customer"}),
]
ShipmentFields = Annotated[
    Fields,
    Meta(
        description="Fields of the shipment, over what the shop writes.",
        extra={FIELDS_OF: "order/shipments/shipment"},
    ),
]
RefundFields = Annotated[
    Fields,
    Meta(
        description="Fields of the refund, over what the shop writes.",
        extra={FIELDS_OF: "order/shipments/shipment/refunds/refund"},
    ),
]
InvoiceFields = Annotated[
    Fields, Meta(description="Fields of the invoice, over what the shop writes.", extra={FIELDS_OF: "invoice"})
]
IS_XML = "is_xml"
"""In the annotation of a text: it is XML."""

Xml = Annotated[str, Meta(description="The same as XML: the object's own element.", extra={IS_XML: True})]
