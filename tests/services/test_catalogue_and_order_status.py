"""The read models of the shop: the catalogue and the states of orders."""

from __future__ import annotations

from collections.abc import Set
from decimal import Decimal

import pytest

from centra_mock import Centra, Line, Refused
from centra_mock.services.queries.shop import CatalogueQuery
from centra_mock.services.shop.order_summary import OrderSummary
from centra_mock.services.shop.skus import SkuKey
from centra_mock.wire.values import Value
from support.tenants import queries_of

pytestmark = pytest.mark.every_database


def found(shop: Centra, words: str) -> list[str]:
    return [good.name for good in queries_of(shop).shop.catalogue(CatalogueQuery("retail", words=words)).goods]


def offered(stands: OrderSummary) -> Set[str]:
    """Return which of paying, shipping and cancelling can be done with an order."""
    return stands.actions & {"pay", "ship", "cancel"}


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("medium", ["Sweater Blue Medium"]),
        ("BLUE sw", ["Sweater Blue Small", "Sweater Blue Medium", "Sweater Blue Large"]),
        ("chair-black", ["Chair Black One size"]),
        ("sw-blu-l", ["Sweater Blue Large"]),
        ("variation", []),
        ("2", []),
        ("sw-blu-x", []),
        ("ch-", ["Chair Oak One size", "Chair Black One size"]),
        ("<ns1:", []),
        ("%", []),
    ],
)
def test_products_are_found_by_words_of_their_names(shop: Centra, words: str, names: list[str]) -> None:
    assert found(shop, words) == names


def test_names_are_found_in_any_case_and_unicode_form(shop: Centra) -> None:
    shop.put("product", "chair", {"description": "Stol & Bänk <ÅÄÖ>"})
    for words in ("bänk", "BÄNK", "<åä", "&"):
        assert found(shop, words) == ["Stol & Bänk <ÅÄÖ> Oak One size", "Stol & Bänk <ÅÄÖ> Black One size"], words


def test_a_product_with_a_matching_name_is_shown_with_all_variations(shop: Centra) -> None:
    variation: dict[str, Value] = {"id": "chair-oak", "sizes": {"size": [{"id": "ONE", "ean": "7350000000001"}]}}
    shop.put("product", "chair", {"variations": {"variation": [variation]}})
    assert found(shop, "7350000000001") == ["Chair Oak One size", "Chair Black One size"]


def test_the_catalogue_is_paged_by_product(shop: Centra) -> None:
    first = queries_of(shop).shop.catalogue(CatalogueQuery("retail", limit=1))
    assert {good.product for good in first.goods} == {"chair"}
    assert first.next is not None
    last = queries_of(shop).shop.catalogue(CatalogueQuery("retail", limit=1, after=first.next))
    assert {good.product for good in last.goods} == {"sweater"}
    assert last.next is None


def test_prices_and_stock_are_those_of_an_order(shop: Centra) -> None:
    for kind in ("retail", "wholesale"):
        (good,) = queries_of(shop).shop.catalogue(CatalogueQuery(kind, words="medium")).goods
        order = shop.objects.get("order", shop.place_order([Line(good.product, good.variation, good.size)], kind=kind))
        assert order is not None
        assert Decimal(order.findtext("products/product/price", "")) == good.price
        assert queries_of(shop).shop.sku(good.key).stock == good.stock - 1


def test_deleted_products_are_left_out_and_cannot_be_ordered(shop: Centra) -> None:
    (good,) = queries_of(shop).shop.catalogue(CatalogueQuery("retail", words="medium")).goods
    shop.delete("product", "sweater")
    assert queries_of(shop).shop.catalogue(CatalogueQuery("retail", chosen=(good.key,))).chosen == {}
    with pytest.raises(Refused, match="not in the catalogue any more"):
        queries_of(shop).shop.sku(good.key)


@pytest.mark.parametrize(
    "text", ["", "1.2", "1.2.3.4", "1.2.x", "0.1.2", "1.2.-3", "1.2.99999999999999999999", "¹.2.3"]
)
def test_an_invalid_key_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="choose it from the catalogue"):
        SkuKey.read(text)
    assert str(SkuKey.read("12.34.5")) == "12.34.5"


def test_an_empty_centra_has_an_empty_catalogue(centra: Centra) -> None:
    for kind in ("retail", "wholesale"):
        assert queries_of(centra).shop.catalogue(CatalogueQuery(kind)).goods == []
    assert queries_of(centra).shop.orders(before=10, limit=5) == []


def test_an_unknown_pricelist_or_account_is_refused(shop: Centra) -> None:
    with pytest.raises(Refused, match='no pricelist "none"'):
        queries_of(shop).shop.catalogue(CatalogueQuery("retail", pricelist="none"))
    with pytest.raises(Refused, match='no account "none"'):
        queries_of(shop).shop.catalogue(CatalogueQuery("wholesale", account="none"))


def test_each_store_has_its_own_markets_and_pricelists(shop: Centra) -> None:
    shop.update("markets", [{"id": "dk", "store": "1", "description": "Danmark & <Føroyar>"}])
    assert queries_of(shop).shop.of_store("market", "retail") == [("se", "Sweden"), ("dk", "Danmark & <Føroyar>")]
    assert queries_of(shop).shop.of_store("market", "wholesale") == [("ws", "Wholesale")]
    assert [each.id for each in queries_of(shop).shop.of_store("pricelist", "retail")] == ["retail-sek"]


def test_customers_are_found_by_a_part_of_their_email_newest_first(shop: Centra) -> None:
    for email in ("Ada@example.com", "bo_1@example.com", "bo%2@example.com"):
        shop.register_customer({"email": email})
    assert queries_of(shop).shop.emails("", 2) == ["bo%2@example.com", "bo_1@example.com"]
    assert queries_of(shop).shop.emails("ADA", 5) == ["ada@example.com"]
    assert queries_of(shop).shop.emails("%", 5) == ["bo%2@example.com"]


def test_sample_customers_are_new_each_time(shop: Centra) -> None:
    first = queries_of(shop).shop.sample_customer()
    shop.register_customer(first)
    assert queries_of(shop).shop.sample_customer()["email"] != first["email"]


def test_the_state_of_an_order_is_described(shop: Centra) -> None:
    order = shop.place_order([Line(variation="sweater-blue", size="M", quantity=3)])
    shop.pay_order(order, 599)
    shop.ship_order(order, {"1": 2}, shipped=False)
    stands = queries_of(shop).shop.order(order)
    (row,), (parcel,) = stands.rows, stands.parcels
    assert (row.name, stands.who) == ("Sweater Blue Medium", "Testa Testsson")
    assert [row.quantity, row.left, row.cancellable, stands.paid, stands.due] == [3, 1, 1, 599, 1198]
    assert (parcel.is_shipped, parcel.is_paid, parcel.is_refundable) == (False, False, False)
    assert offered(stands) == {"pay", "ship", "cancel"}


def test_a_cancelled_order_offers_nothing(shop: Centra) -> None:
    order = shop.place_order()
    shop.cancel_order(order)
    assert offered(queries_of(shop).shop.order(order)) == set()


def test_a_locked_order_is_neither_shipped_nor_cancelled(shop: Centra) -> None:
    order = shop.place_order()
    shop.update("orders", [{"id": order, "locked": "yes"}])
    assert offered(queries_of(shop).shop.order(order)) == {"pay"}


def test_orders_are_paged_newest_first(shop: Centra) -> None:
    shop.place_orders(count=3)
    newest = queries_of(shop).shop.orders(before=2**63 - 1, limit=2)
    assert [order.id for _, order in newest] == ["3", "2"]
    assert [order.id for _, order in queries_of(shop).shop.orders(before=newest[-1][0], limit=2)] == ["1"]


def test_the_last_event_is_the_newest_in_any_state(shop: Centra) -> None:
    assert shop.queue.last_id == 0
    shop.emit("wishlist", count=3)
    shop.cancel_event(3)
    assert shop.queue.last_id == 3
    with shop.together() as together:
        together.emit("wishlist")
        assert together.queue.last_id == 4
