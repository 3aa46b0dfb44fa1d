"""Elements that the grammar does not have where they stand: they are kept as they were sent, and may be mistyped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from centra_mock.suggestions import nearest
from centra_mock.wire.grammar import Field
from centra_mock.wire.tree import Element


@dataclass(frozen=True)
class Stray:
    name: str
    within: Field
    path: tuple[str, ...]
    """The names of the elements around it, but for the outermost."""

    @property
    def meant(self) -> str | None:
        """The field that may have been meant."""
        return nearest(self.name, self.within.by_name)


def strays(node: Element, field: Field, path: tuple[str, ...] = ()) -> Iterator[Stray]:
    """The strays below an element, which is a ``field``."""
    for sub in node:
        name = str(sub.tag)
        known = field.by_name.get(name)
        if known is None:
            yield Stray(name, field, path)
        elif not known.is_leaf:
            yield from strays(sub, known, (*path, name))
