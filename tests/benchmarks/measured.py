"""Run a server in another process and measure its CPU time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from multiprocessing import get_context
from multiprocessing.connection import Connection as Pipe
from statistics import median
from time import process_time
from typing import Any
from urllib.parse import urlsplit

Serving = Callable[[], Any]
"""The function that starts a server: it is called in the other process, and returns a context manager with the URL."""


@dataclass
class MeasuredServer:
    """A server in another process."""

    url: str
    pipe: Pipe

    def cpu(self) -> float:
        """Return the CPU seconds that the process has used so far."""
        self.pipe.send(None)
        seconds: float = self.pipe.recv()
        return seconds

    def cost(self, calls: int, call: Callable[[str], object]) -> float:
        """Return the CPU milliseconds that the server uses for one of some calls."""
        before = self.cpu()
        for _ in range(calls):
            call(self.url)
        return (self.cpu() - before) / calls * 1000


@contextmanager
def measured(serving: Serving) -> Iterator[MeasuredServer]:
    """Run a server in another process."""
    context = get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_serve, args=(serving, there), daemon=True)
    process.start()
    try:
        yield MeasuredServer(here.recv(), here)
    finally:
        process.kill()
        process.join()


def _serve(serving: Serving, pipe: Pipe) -> None:
    with serving() as url:
        pipe.send(url)
        while True:
            pipe.recv()
            pipe.send(process_time())


class KeptConnection:
    """A client that keeps its connection."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._connection = HTTPConnection(parts.hostname or "", parts.port, timeout=120)

    def post(self, url: str, body: bytes) -> bytes:
        """Return the body of the answer. Raise ``AssertionError`` if it is not a success."""
        self._connection.request("POST", urlsplit(url).path, body, {"Content-Type": "text/xml; charset=utf-8"})
        answer = self._connection.getresponse()
        content = answer.read()
        assert answer.status == 200, content
        return content

    def close(self) -> None:
        self._connection.close()


def alternated(rounds: int, *measures: Callable[[], float]) -> list[float]:
    """Return the median of each measure, taken in turns so that what else the machine does strikes all alike."""
    taken = [[measure() for measure in measures] for _ in range(rounds)]
    return [median(values) for values in zip(*taken, strict=True)]
