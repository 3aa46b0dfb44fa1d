"""An order as far as its form is filled in. It lives in the form's own fields, so that a page needs no memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from centra_mock.activities.orders import Line, PlaceOrders
from centra_mock.activities.values import MOST
from centra_mock.domain.shop.payments import OUTLOOKS
from centra_mock.domain.shop.stores import RETAIL, STORES
from centra_mock.error_codes import Code
from centra_mock.errors import Refused
from centra_mock.scalars import whole_number
from centra_mock.services.shop.skus import SkuKey
from centra_mock.services.tenant import Tenant
from centra_mock.web.admin.pages.shop.forms import Form, read_amount, read_number

TEXTS = (
    "market",
    "pricelist",
    "customer",
    "account",
    "buyer",
    "delivery_window",
    "payment",
    "shipping",
    "voucher",
    "comment",
    "count",
    "search",
)
"""The fields that hold a text; one that is blank is left to the shop."""

SWITCHES = {
    "preorder": "pre-order everything",
    "ship": "ship at once",
    "hold": "put on hold",
    "waiting_for_payment": "keep back until it is paid",
    "gift_certificates": "gift certificates only",
}
"""The options of a placement that are on or off, with their labels."""


@dataclass(frozen=True)
class Draft:
    """The content of the form, valid or not."""

    kind: str
    texts: Mapping[str, str]
    switches: frozenset[str]
    lines: Mapping[SkuKey, str]
    """The ordered lines, each with its quantity as it was typed."""
    after: int = 0
    """How far the catalogue was turned."""

    @classmethod
    def read(cls, form: Form) -> Draft:
        """Read a draft from a form. Raises ``Refused`` for values that the form cannot send."""
        kind = form.get("kind") or RETAIL
        if kind not in STORES:
            raise Refused(Code.UNKNOWN_VALUE, f"there is no store {kind[:40]!r}; there are {', '.join(STORES)}", "kind")
        lines = zip(form.getlist("line"), form.getlist("quantity"), strict=False)
        draft = cls(
            kind=kind,
            texts={name: form.get(name, "").strip() for name in TEXTS},
            switches=frozenset(name for name in SWITCHES if name in form),
            lines={SkuKey.read(key): quantity.strip() for key, quantity in lines},
            after=read_number(form.get("after") or "0", "after"),
        )
        return draft._added(form.get("add", ""))._removed(form.get("remove", ""))

    def query(self) -> Iterator[tuple[str, str]]:
        """Yield the content as query parameters."""
        yield "kind", self.kind
        yield from ((name, text) for name, text in self.texts.items() if text)
        yield from ((name, "1") for name in sorted(self.switches))
        for key, quantity in self.lines.items():
            yield "line", str(key)
            yield "quantity", quantity
        if self.after:
            yield "after", str(self.after)

    def text(self, name: str) -> str | None:
        return self.texts[name] or None

    def place(self, tenant: Tenant) -> list[str]:
        """Place the order, or many of the same. Returns their ids. Raises ``Refused``."""
        if not self.lines:
            raise Refused(Code.NOTHING_TO_ORDER, "The order has no lines: add at least one from the catalogue.")
        lines = [self._line(tenant, key, quantity) for key, quantity in self.lines.items()]
        count = read_number(self.texts["count"] or "1", "count")
        if not 0 < count <= MOST:
            raise Refused(Code.OUT_OF_RANGE, f"from 1 to {MOST:,} orders are placed at once, not {count:,}", "count")
        text, is_retail = self.text, self.kind == RETAIL
        wanted = PlaceOrders(
            lines,
            count=count,
            kind=self.kind,  # type: ignore[arg-type]  # what is none is refused
            market=text("market"),
            pricelist=text("pricelist"),
            shipping=read_amount(self.texts, "shipping") or 0,
            voucher=read_amount(self.texts, "voucher") or 0,
            comment=self.texts["comment"],
            preorder="preorder" in self.switches,
            ship="ship" in self.switches,
            hold="hold" in self.switches,
            waiting_for_payment="waiting_for_payment" in self.switches,
            gift_certificates="gift_certificates" in self.switches,
            payment=text("payment") or OUTLOOKS[self.kind][0],  # type: ignore[arg-type]
            customer=self._customer(tenant) if is_retail else None,
            account=None if is_retail else text("account"),
            buyer=None if is_retail else text("buyer"),
            delivery_window=None if is_retail else text("delivery_window"),
        )
        return tenant.centra.perform(wanted)

    def _customer(self, tenant: Tenant) -> Mapping[str, str]:
        email = self.texts["customer"]
        if not email:
            return tenant.queries.shop.sample_customer()
        if "@" not in email:
            raise Refused(
                Code.INVALID_VALUE,
                f"{email[:60]!r} is not an e-mail such as testa@example.com; leave it empty for a sample customer",
                "customer",
            )
        return {"email": email}

    def _line(self, tenant: Tenant, key: SkuKey, quantity: str) -> Line:
        found = tenant.queries.shop.sku(key)
        count = read_number(quantity, f"quantity of {found.name}")
        return Line(found.product, found.variation, found.size, count)

    def _added(self, key: str) -> Draft:
        if not key:
            return self
        before = whole_number(self.lines.get(SkuKey.read(key), "0"), 10**8) or 0
        return replace(self, lines={**self.lines, SkuKey.read(key): str(before + 1)})

    def _removed(self, key: str) -> Draft:
        return replace(self, lines={each: quantity for each, quantity in self.lines.items() if str(each) != key})
