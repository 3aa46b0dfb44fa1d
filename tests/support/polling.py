"""A client that polls during a test."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from centra_mock import Centra
from support.wire import done, poll


@dataclass(frozen=True)
class Client:
    """Polls as often as the test says."""

    centra: Centra

    def poll(self, finish: int = 0) -> list[int]:
        """Read events and mark the first ``finish`` of them done. Return the ids of all."""
        ids = [int(event.findtext("id", "")) for event in poll(self.centra)]
        if finish:
            done(self.centra, *ids[:finish])
        return ids

    @contextmanager
    def keeps_polling(self) -> Iterator[None]:
        """Poll continuously in a thread during a block."""
        enough = threading.Event()
        failed: list[BaseException] = []

        def run() -> None:
            try:
                while not enough.is_set():
                    self.poll()
            except BaseException as error:
                failed.append(error)

        thread = threading.Thread(target=run, name="client")
        thread.start()
        try:
            yield
        finally:
            enough.set()
            thread.join()
        assert not failed, failed
