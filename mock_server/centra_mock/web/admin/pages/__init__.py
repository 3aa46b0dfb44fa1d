"""The pages, tab by tab."""

from __future__ import annotations

from centra_mock.web.admin.pages import home, queue
from centra_mock.web.admin.routes import Pages

HOME = home.pages

TABS: tuple[Pages, ...] = (queue.pages,)
"""In the order of the tabs."""
