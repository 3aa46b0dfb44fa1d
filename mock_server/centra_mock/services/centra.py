"""One Centra: its shop side, its queue and its conversion table. Ids that go in and come out are the client's."""

from __future__ import annotations

from centra_mock.services.inside import Inside
from centra_mock.services.log import LogPage
from centra_mock.services.object_page import ObjectPage
from centra_mock.services.shop.front import ShopFront
from centra_mock.services.trouble import Trouble


class Centra(ShopFront, ObjectPage, LogPage, Inside, Trouble):
    """One tenant, as those who are not its client see it."""
