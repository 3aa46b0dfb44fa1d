"""Playing a scene: all of its steps, or none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from msgspec import UNSET

from centra_mock.activities.orders import Line
from centra_mock.errors import FileError, Refused
from centra_mock.services.centra import Centra
from centra_mock.services.scenes import steps
from centra_mock.services.scenes.generator import Generator, Progress, silent
from centra_mock.services.scenes.reader import Scene, Step

if TYPE_CHECKING:
    from centra_mock.services.centra import Centra


def play(scene: Scene, centra: Centra, progress: Progress = silent) -> None:
    """Play a scene in one transaction. Raises ``FileError``, and then nothing has changed, settings included."""
    with centra.together() as view:
        view.seed = view.seed if scene.seed is None else scene.seed
        player = _Player(view, view.seed, progress)
        for number, step in enumerate(scene.steps, 1):
            progress(f"step {number}, {step.kind}", number - 1, len(scene.steps))
            with _told(step):
                player.play(step, number)


@contextmanager
def _told(step: Step) -> Iterator[None]:
    try:
        yield
    except Refused as refused:
        raise FileError(f"{step.place}: {refused}") from None


@dataclass
class _Player:
    centra: Centra
    seed: int
    progress: Progress
    last: str | None = None
    """The last order that was placed."""
    echoes: bool = False
    """Whether the scene itself says if updates make events. What it updates before is the past, and makes none."""
    plain: dict[str, Callable[[Any], Any]] = field(init=False)

    def __post_init__(self) -> None:
        centra = self.centra
        self.plain = {
            "update": self._update,
            "order": lambda given: self._orders(given, 1),
            "orders": lambda given: self._orders(given, given.count),
            "customer": centra.register_customer,
            "change": self._of_order(centra.change_order),
            "cancel": self._of_order(centra.cancel_order),
            "pay": self._of_order(centra.pay_order),
            "ship": self._of_order(centra.ship_order),
            "emit": lambda given: centra.emit(**given.present()),
            "put": lambda given: centra.put(**given.present()),
            "delete": lambda given: centra.delete(**given.present()),
            "convert": lambda given: centra.convert(**given.present()),
            "policy": self._policy,
            "clock": self._clock,
            "drain": lambda _: centra.drain(),
        }

    def play(self, step: Step, number: int) -> None:
        if isinstance(step.given, steps.Generate):
            chance = Random(f"{self.seed}/{number}")  # noqa: S311 (for sample data, and to repeat a run)
            Generator(self.centra, chance, self.progress).generate(step.given)
        else:
            self.plain[step.kind](step.given)

    def _update(self, given: dict[str, list[Any]]) -> None:
        for plural, objects in given.items():
            self.centra.update(plural, objects, quietly=not self.echoes)

    def _orders(self, given: steps.Order, count: int) -> None:
        options = given.present()
        options.pop("count", None)
        lines = [_line(line) for line in options.pop("lines", [steps.OrderLine()])]
        if (id := options.pop("id", None)) is not None:
            options["fields"] = {**options.get("fields", {}), "id": id}
        self.last = self.centra.place_orders(lines, count=count, **options)[-1]

    def _of_order(self, act: Callable[..., Any]) -> Callable[[Any], None]:
        def acted(given: steps.OfOrder) -> None:
            options = given.present()
            order = options.pop("order", self.last)
            if order is None:
                raise FileError("order: no order was placed before this step; name one")
            act(order, **options)

        return acted

    def _policy(self, given: dict[str, str]) -> None:
        self.centra.policy = self.centra.policy.changed(given)
        self.echoes = self.echoes or "echo" in given

    def _clock(self, given: steps.Clock) -> None:
        clock = self.centra.clock
        if given.at is not UNSET:
            clock.set(given.at)
        if given.frozen is not UNSET:
            clock.freeze() if given.frozen else clock.release()
        if given.advance is not UNSET:
            clock.advance(timedelta(seconds=given.advance))


def _line(given: steps.OrderLine) -> Line:
    values = given.present()
    if "parts" in values:
        values["parts"] = [_line(part) for part in values["parts"]]
    return Line(**values)
