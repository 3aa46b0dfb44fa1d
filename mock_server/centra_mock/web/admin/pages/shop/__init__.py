"""The shop: orders are placed, paid, shipped and returned here, and the client is put under faults."""

from __future__ import annotations

from centra_mock.web.admin.pages.shop import fault_injection, new_order, orders
from centra_mock.web.admin.routes import AdminSection

pages = AdminSection("Shop", "shop", [*orders.pages.found, *new_order.pages.found, *fault_injection.pages.found])
