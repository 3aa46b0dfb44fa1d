"""Serving a call under the faults that are set for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from werkzeug.wrappers import Request, Response

from centra_mock.activities.faults import When
from centra_mock.domain.fault_schedule import Turn
from centra_mock.web.faults import answers, bodies, delivery
from centra_mock.web.faults.connection import HangUp, NoAnswer, Reset
from centra_mock.wire.endpoints import Endpoint

Step = Callable[[Turn, Request, Response], bool]
"""Changes an answer; ``False`` where it does not apply to it."""

_INSTEAD: dict[str, Callable[[Turn, Endpoint], Response]] = {
    "refuse": lambda _turn, _endpoint: HangUp(),
    "reset": lambda _turn, _endpoint: Reset(),
    "html": answers.html,
    "soap_fault": answers.soap_fault,
    "status": answers.status,
    "failure": answers.failure,
}
"""What comes instead of the answer: the first of them ends the call."""

_CHANGES: dict[str, Step] = {
    "malformed": bodies.break_xml,
    "content_type": bodies.change_type,
    "gzip": bodies.compress,
}
"""What changes an answer, in this order."""

_DELIVERIES: dict[str, Step] = {
    "truncate": delivery.truncate,
    "trickle": delivery.trickle,
    "chunked": delivery.chunk,
}
"""How an answer is sent: only one of them, the first here that applies."""


@dataclass(frozen=True)
class FaultyCall:
    """One call, the faults whose turn it is on it, and how it is handled if they let it be."""

    request: Request
    endpoint: Endpoint
    turns: Sequence[Turn]
    handle: Callable[[], Response]
    rewrite: Callable[[Response], None]
    """What is done to every answer, whoever gave it, before it is spoilt."""

    def respond(self) -> Response:
        """Wait, fail, handle, wait, spoil, send: in this order, whatever order the faults were set in."""
        if not self._wait("before"):
            return HangUp()
        response = self._instead("before") or self._handled()
        if isinstance(response, NoAnswer):
            return response
        self._apply({"notices": bodies.add_notices}, response)
        self.rewrite(response)
        self._apply(_CHANGES, response)
        self._apply(_DELIVERIES, response, only_one=True)
        return response

    def _handled(self) -> Response:
        response = self.handle()
        if not self._wait("after"):
            return HangUp()
        return self._instead("after") or response

    def _wait(self, when: When) -> bool:
        """``False`` if the server stopped meanwhile."""
        for turn in self._of(("delay",), when):
            turn.fire()
            if not turn.pause():
                return False
        return True

    def _instead(self, when: When) -> Response | None:
        for turn in self._of(_INSTEAD, when):
            turn.fire()
            return _INSTEAD[turn.fault.kind](turn, self.endpoint)
        return None

    def _apply(self, steps: Mapping[str, Step], response: Response, only_one: bool = False) -> None:
        for kind, step in steps.items():
            for turn in self._of((kind,)):
                if step(turn, self.request, response):
                    turn.fire()
                    if only_one:
                        return

    def _of(self, kinds: Iterable[str], when: When = "after") -> list[Turn]:
        return [turn for turn in self.turns if turn.fault.kind in kinds and turn.fault.when == when]
