"""Keeping the journal: what was said in each exchange, without the passwords."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, field
from time import perf_counter_ns

from werkzeug.wrappers import Request, Response

from centra_mock.clock import iso_date
from centra_mock.domain.effects import Effects
from centra_mock.domain.redaction import masked_body, masked_headers
from centra_mock.services.settings import AllSettings
from centra_mock.store.journal import Exchange
from centra_mock.store.unit_of_work import Store
from centra_mock.web.faults.delivery import body_sent
from centra_mock.wire.http import new_request_id

log = logging.getLogger(__name__)

_HEAD = 10_000
"""Bytes within which an answer says how it went; the rest is data, and may be long."""

_FAULT = re.compile(rb"<(?:[\w.-]+:)?faultcode\b")
_FAILURE = re.compile(rb"<(?:[\w.-]+:)?success\b[^<>]*>\s*false\b")


REPLAY_OF = "centra_mock.replay_of"
"""In a request's environment: the exchange that it is sent again for. No client can set it."""


@dataclass
class Said:
    """What is known of an exchange while it goes on."""

    started: int = field(default_factory=perf_counter_ns)
    request: bytes = b""
    charset: str | None = None
    operation: str | None = None
    request_id: str = field(default_factory=new_request_id)
    effects: Effects = field(default_factory=Effects)
    faults: list[str] = field(default_factory=list)
    """The kinds of the faults that struck."""

    @property
    def microseconds(self) -> int:
        return (perf_counter_ns() - self.started) // 1000


@dataclass(frozen=True)
class Recorder:
    """Writes exchanges down, for those who look into a tenant later."""

    store: Store
    settings: AllSettings

    def record(self, tenant: str, endpoint: str, said: Said, request: Request, response: Response) -> None:
        """Write one down. An exchange is not undone because it could not be."""
        microseconds = said.microseconds
        sent = body_sent(response)
        answer = masked_body(sent or b"", response.mimetype_params.get("charset"))
        exchange = Exchange(
            id=0,
            at=iso_date(self.settings.of(tenant).clock()),
            endpoint=endpoint,
            path=request.path[:255],
            operation=said.operation,
            client=(request.remote_addr or "")[:64],
            status=response.status_code if sent is not None else 0,
            outcome="broken" if sent is None else _outcome(answer, response),
            microseconds=microseconds,
            request_headers=masked_headers(list(request.headers)),
            request=masked_body(said.request, said.charset),
            response_headers=masked_headers(list(response.headers)) if sent is not None else [],
            response=answer,
            request_id=said.request_id,
            effects=said.effects,
            faults=said.faults,
            replay_of=request.environ.get(REPLAY_OF),
        )
        try:
            with self.store.begin(tenant) as unit:
                unit.journal.add(exchange)
        except Exception:
            log.exception("An exchange could not be written down")
        self.settings.of(tenant).activity.note()


def _outcome(answer: bytes, response: Response) -> str:
    if response.mimetype != "text/xml":
        return "broken"
    if _FAULT.search(answer, 0, _HEAD):
        return "fault"
    return "failure" if _FAILURE.search(answer, 0, _HEAD) else "ok"
