"""Playing a scene: all of its steps, or none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Any

from msgspec import UNSET, structs

from centra_mock.activities.declaration import Activity
from centra_mock.activities.generate import Generate
from centra_mock.activities.objects import Update
from centra_mock.activities.orders import PlaceOrders
from centra_mock.activities.policy import ChangePolicy
from centra_mock.activities.steps import ActivityStep, Reference, nth
from centra_mock.errors import FileError, Refused
from centra_mock.services.objects import find_object
from centra_mock.services.sample_data.generator import Generator, Progress, silent
from centra_mock.services.scenes.reader import Scene
from centra_mock.services.shop.performing import perform
from centra_mock.services.shop.transaction import ORDER, ShopTransaction


def play(scene: Scene, shop: ShopTransaction, progress: Progress = silent) -> None:
    """Play a scene within a transaction. After an error, the transaction must be undone. Raises ``FileError``."""
    shop.settings.reseed(shop.settings.seed if scene.seed is None else scene.seed)
    player = _Player(shop, shop.settings.seed, progress)
    for number, (where, step) in enumerate(scene.steps, 1):
        progress(f"step {number}, {step.name}", number - 1, len(scene.steps))
        with _located(where):
            player.play(step, number)


@contextmanager
def _located(where: str) -> Iterator[None]:
    """Begin the message of what is refused with where the step stands."""
    try:
        yield
    except Refused as refused:
        raise FileError.of(refused, where) from None


@dataclass
class PlacedOrders:
    """The orders that a scene has placed, by Centra's own numbers: their ids may change."""

    shop: ShopTransaction
    placed: list[int] = field(default_factory=list)

    def add(self, ids: list[str]) -> None:
        """Add the ids of orders that were placed."""
        self.placed += [internal for id in ids if (internal := find_object(self.shop.unit, ORDER.name, id)) is not None]

    def order(self, reference: Reference) -> str:
        """Return the id of an order of the scene. Raises ``FileError`` where there is none."""
        if isinstance(reference, str):
            return reference
        return self.shop.unit.ids.shown(ORDER.name, nth(self.placed, reference, "order"))

    def shipment(self, order: str, reference: Reference) -> str:
        """Return the id of a shipment of an order. Raises ``FileError`` where there is none."""
        if isinstance(reference, str):
            return reference
        found = self.shop.load(ORDER.name, order).findall("shipments/shipment")
        return self.shop.shown("shipment", nth(found, reference, "shipment", f'order "{order}" has'))


@dataclass
class _Player:
    shop: ShopTransaction
    seed: int
    progress: Progress
    orders: PlacedOrders = field(init=False)
    echoes: bool = False
    """Whether a step of the scene sets whether updates make events. Updates before that step make none."""

    def __post_init__(self) -> None:
        self.orders = PlacedOrders(self.shop)

    def play(self, step: ActivityStep, number: int) -> None:
        """Perform what a step means."""
        activity = step.activity(self.orders)
        if isinstance(activity, ChangePolicy):
            self.echoes = self.echoes or activity.echo is not UNSET  # type: ignore[attr-defined]
        performer = _SPECIAL.get(type(activity))
        result = performer(self, activity, number) if performer else perform(self.shop, activity)
        if isinstance(activity, PlaceOrders):
            self.orders.add(result)

    def _update(self, wanted: Update, _number: int) -> None:
        perform(self.shop, structs.replace(wanted, quietly=wanted.quietly or not self.echoes))

    def _generate(self, wanted: Generate, number: int) -> None:
        chance = Random(f"{self.seed}/{number}")  # noqa: S311 (for sample data, and to repeat a run)
        Generator(self.shop, chance, self.progress).generate(wanted)


_SPECIAL: dict[type[Activity[Any]], Callable[[_Player, Any, int], Any]] = {
    Update: _Player._update,
    Generate: _Player._generate,
}
"""Activities that a scene performs in a way of its own."""
