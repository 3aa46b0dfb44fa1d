"""One Centra: its shop side, its queue and its conversion table. Ids that go in and come out are the client's."""

from __future__ import annotations

from centra_mock.services.fault_injection import Trouble
from centra_mock.services.inside import Inside
from centra_mock.services.journal import LogPage
from centra_mock.services.object_queries import ObjectPage
from centra_mock.services.shop.queries import ShopFront


class Centra(ShopFront, ObjectPage, LogPage, Inside, Trouble):
    """One tenant, as those who are not its client see it."""
