"""Made-up values that look real, by kind of id and by name of field: one small shop, the same in every sample.

The samples refer to each other. Who sends them all, in the order of their references, has a shop in which every id
of every sample exists; the order is the first that such a shop gets, so that its number and its row are 1.
"""

from __future__ import annotations

from collections.abc import Mapping

from centra_mock.wire.grammar import Field

IDS: Mapping[str, str] = {
    "account": "acme", "address": "acme-office", "brand": "example", "buyer": "acme-robin", "category": "jackets",
    "collection": "spring", "customer": "C-1001", "deliverywindow": "spring-1", "folder": "outerwear",
    "harmcode": "620193", "image": "jacket-navy-front", "invoice": "I-5001", "market": "se", "order": "1",
    "orderitem": "1", "paymentterms": "net30", "pricealterationdate": "summer-sale", "pricelist": "se-sek",
    "product": "jacket", "refund": "R-1", "salesrep": "kim", "shipment": "S-1", "shippingterms": "prepaid",
    "size": "M", "sizetable": "letters", "supplierorder": "PO-77", "variation": "jacket-navy", "warehouse": "main",
}  # fmt: skip
"""Kind -> the id of the one that the samples are about."""

OTHERS: Mapping[str, str] = {
    "market": "no", "variation": "jacket-red", "category": "sale", "salesrep": "alex", "product": "jacket-set",
}  # fmt: skip
"""Kind -> another one of it: something has to be there to be removed, or to be over the first."""

ELSEWHERE: Mapping[str, str] = {
    "mastersalesrep/salesrep/id": OTHERS["salesrep"],
    "partof/product/id": OTHERS["product"],
}
"""Path -> an id that is not its kind's usual one. What stands in a list that removes is another one always."""

Shorts = Mapping[str, tuple[Mapping[str, str], ...]]

BEFORE: Shorts = {"salesrep": ({"id": "alex", "name": "Alex Example"},)}
AFTER: Shorts = {
    "market": ({"id": "no", "store": "1", "description": "Norway"},),
    "product": ({"id": "jacket-set", "status": "active", "description": "Jacket and gloves"},),
    "product/variations/variation": ({"id": "jacket-red", "description": "Red", "status": "active"},),
}
"""Path -> the others that a sample makes, before or after the one that it is about."""

_DATE, _MOMENT = "2024-05-14", "2024-05-14T09:30:00+02:00"

_TEXTS: Mapping[str, str] = {
    # what things are called
    "account/description": "Acme Retail AB", "accountaddress/description": "Office", "address/description": "Office",
    "billingaddress/description": "Office", "shippingaddress/description": "Office",
    "invoiceaddress/description": "Office", "brand/description": "Example", "buyer/description": "Robin Example",
    "category/description": "Jackets", "categoriesremove/category/description": "Sale",
    "collection/description": "Spring", "customer/description": "Jo Example",
    "deliverywindow/description": "Spring, first drop",
    "folder/description": "Outerwear", "harmcode/description": "Jackets of man-made fibres",
    "market/description": "Sweden", "marketsremove/market/description": "Norway", "order/description": "Order 1",
    "orderitem/description": "Jacket, Navy, M", "paymentterms/description": "Payment within 30 days",
    "pricelist/description": "Sweden, SEK", "product/description": "Jacket", "refund/description": "Refund R-1",
    "salesrep/description": "Kim Example", "shipment/description": "Shipment S-1",
    "shippingterms/description": "The seller pays the freight", "size/description": "Medium",
    "sizetable/description": "Letter sizes", "variation/description": "Navy", "warehouse/description": "Main warehouse",
    "invoiceitem/description": "Jacket, Navy, M", "additional/description": "Gift wrapping",
    "storemeta/description": "A light jacket for wet springs.", "shipping/description": "Home delivery",
    "handling/description": "Handling", "voucher/description": "Spring voucher", "returnfee/description": "Return fee",
    "description": "A text",
    "paymentterms/name": "Net 30", "shippingterms/name": "Prepaid", "payments/name": "Test card",
    "pricealterationdate/name": "Summer sale", "name": "Kim Example", "mastersalesrep/salesrep/name": "Alex Example",
    # statuses and types
    "order/status": "processing", "payments/status": "incomplete", "refund/status": "completed",
    "invoice/status": "paid", "status": "active",
    "order/type": "retail", "market/type": "retail", "pricelist/type": "retail", "account/type": "wholesale",
    "customer/type": "retail", "invoice/type": "retail", "payments/type": "cc", "payment/type": "auth",
    "refund/type": "return", "deliverywindow/type": "preorder", "variation/type": "limit", "type": "",
    "documenttype": "invoice", "key": "giftwrap", "additional/value": "yes",
    "weight/value": "0.85", "weight/unit": "kg",
    "shipping/key": "shipping", "handling/key": "handling", "voucher/key": "spring", "returnfee/key": "returnfee",
    # people and places
    "firstname": "Jo", "lastname": "Example", "buyer/firstname": "Robin", "email": "jo@example.com",
    "buyer/email": "robin@example.com", "salesrep/email": "kim@example.com",
    "mastersalesrep/salesrep/email": "alex@example.com", "company": "Acme Retail AB", "attn": "Robin Example",
    "address1": "Storgatan 1", "address2": "Floor 2", "city": "Stockholm", "state": "Stockholm",
    "zipcode": "111 22", "country": "SE", "countryoforigin": "PT", "telephone": "+46 8 000 00 00",
    "fax": "+46 8 000 00 01", "vat": "SE000000000001", "ecvatno": "SE000000000001", "taxid": "SE000000000001",
    "url": "https://www.example.com/", "companyregistrationid": "000000-0001", "buyer/password": "made-up",
    # goods
    "product/sku": "JACKET", "variation/sku": "-NAVY", "size/sku": "-M", "invoiceitem/sku": "JACKET-NAVY-M",
    "products/product/sku": "JACKET-NAVY", "cancelled/product/sku": "JACKET-NAVY", "ean": "0000000000017",
    "image/image": "https://www.example.com/jacket-navy-front.jpg", "comment": "Gift, please",
    "size/comment": "Runs small", "product/comment": "Bestseller", "refund/comment": "Too small",
    "shortdescription": "A light jacket", "metatitle": "Jacket", "metakeywords": "jacket, spring",
    "metadescription": "A light jacket for wet springs.", "taxgroup": "25",
    "sizetable/stockdivisor": "1", "stockunit": "pcs",
    # orders, terms and papers
    "ordernumber": "1", "appendix": "1", "serialno": "5001", "itemid": "1", "ponumber": "4500012345",
    "currency": "SEK", "basecurrency": "SEK", "method": "card", "transaction": "card-1", "document": "",
    "carrier": "Example Post", "service": "Parcel", "carrierinformation/account": "123456", "tracking": "EX123456789",
    "internalinformation": "Call before delivery", "other": "Nothing else", "duedays": "30",
    "invoice/paymentterms": "Net 30", "invoice/shippingterms": "Prepaid", "store": "1",
    "invoicedate": _DATE, "orderdate": _DATE, "duedate": "2024-06-13", "startdate": "2024-06-01",
    "stopdate": "2024-06-30", "start": "2024-06-01", "stop": "2024-06-30", "eta": "2024-06-10",
    "preferred_shipping_date": "2024-05-20", "created": _MOMENT,
    # numbers
    "price": "1000.00", "origprice": "1000.00", "priceb": "900.00", "alteredprice": "800.00", "alteredpriceb": "720.00",
    "discount": "0", "account/discount": "5", "creditlimit": "50000", "tax": "25.000", "invoiceitem/tax": "25.000",
    "currencyrate": "1.00000", "percent": "10", "mastersalesrep/salesrep/percent": "2", "minimumorderamount": "1",
    "orderdenominator": "1", "cog": "400.00", "ordertotal": "1000.00", "shipmenttotal": "1000.00",
    "paidtotal": "1000.00", "payments/total": "1000.00", "invoice/total": "1000.00", "invoice/vat": "200.00",
    "totalpaid": "1000.00", "payment/value": "1000.00", "subtotal": "0", "product/subtotal": "1000",
    "invoiceitem/subtotal": "1000", "qty": "1", "variations/variation/sizes/size/qty": "25",
    "variations/variation/sizes/size/warehouseitems/warehouse/qty": "25",
    "productlimit": "50", "variationlimit": "20",
    # yes, no, true and false
    "preorder": "no", "locked": "no", "paid": "yes", "payment/paid": "no", "shipped": "yes", "goodtogo": "yes",
    "capture": "yes", "atonce": "false", "internal": "false", "isbundle": "false",
    # messages
    "events_GetRequest/type": "all", "events_GetByMarkets/type": "all", "event/type": "order",
    "event/mission": "update", "event/date": "2024-05-14 09:30:00", "events_Done/event": "1",
}  # fmt: skip
"""The end of a path -> a value; the longest end counts."""

_ANY: Mapping[str, str] = {"int": "1", "number": "1", "boolean": "true", "flag": "yes"}
"""Type -> what a field holds that nothing is said about, so that a new field has a sample too."""


def value_of(field: Field, path: tuple[str, ...]) -> str:
    """What the leaf at a path holds; the path starts with the object and ends with the leaf's own name."""
    ends = ["/".join(path[start:]) for start in range(len(path))]
    if field.bears:
        another = next((ELSEWHERE[end] for end in ends if end in ELSEWHERE), None)
        if another is None and any(step.endswith("remove") for step in path):
            another = OTHERS.get(field.bears)
        return another or IDS.get(field.bears, f"{field.bears}-1")
    known = next((_TEXTS[end] for end in ends if end in _TEXTS), None)
    return _ANY.get(field.value, f"A {field.name}") if known is None else known
