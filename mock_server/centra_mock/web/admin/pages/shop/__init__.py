"""The shop: orders are placed, paid, shipped and returned here, and the client gets into trouble."""

from __future__ import annotations

from centra_mock.web.admin.pages.shop import new_order, orders, trouble
from centra_mock.web.admin.routes import Pages

pages = Pages("Shop", "shop", [*orders.pages.found, *new_order.pages.found, *trouble.pages.found])
