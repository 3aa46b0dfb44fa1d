"""Rendered pages of events, which clients that are at work on a page ask for again and again."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import NamedTuple

PAGES_SIZE = 32 * 1024 * 1024
"""Bytes of pages that a server keeps."""


class RenderedPage(NamedTuple):
    """An answer with a page of events."""

    document: bytes
    redacted: bytes
    """The same without secrets, as the journal keeps it."""

    @property
    def size(self) -> int:
        """Return the bytes that it takes to keep it."""
        return len(self.document) + (len(self.redacted) if self.redacted is not self.document else 0)


class PageCache:
    """Keeps pages by all that they are rendered from, so that one that is found is right.

    The least recently used are dropped when there are too many bytes.
    """

    def __init__(self, size: int = PAGES_SIZE) -> None:
        """Keep pages of ``size`` bytes at most."""
        self._most = size
        self._size = 0
        self._pages: OrderedDict[Hashable, RenderedPage] = OrderedDict()
        self._turn = threading.Lock()

    def get(self, key: Hashable, render: Callable[[], RenderedPage]) -> RenderedPage:
        """Return the page of a key; it is rendered if it is not kept."""
        with self._turn:
            found = self._pages.get(key)
            if found is not None:
                self._pages.move_to_end(key)
                return found
        page = render()
        with self._turn:
            if key not in self._pages:
                self._pages[key] = page
                self._size += page.size
            while self._size > self._most and self._pages:
                _, dropped = self._pages.popitem(last=False)
                self._size -= dropped.size
        return page
