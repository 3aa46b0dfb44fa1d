"""Keeping the journal: what was said in each exchange, without the passwords."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, field
from time import perf_counter_ns

from werkzeug.wrappers import Request, Response

from centra_mock.clock import iso_date
from centra_mock.services.settings import AllSettings
from centra_mock.soap.envelope import text_of
from centra_mock.store.journal import Exchange, Headers
from centra_mock.store.unit import Store
from centra_mock.web.faults.delivery import body_sent

log = logging.getLogger(__name__)

MASK = "***"

_PASSWORD = re.compile(r"(<(?:[\w.-]+:)?password\b[^>]*(?<!/)>).*?(</(?:[\w.-]+:)?password\s*>|\Z)", re.DOTALL)
_FAULT = re.compile(r"<(?:[\w.-]+:)?faultcode\b")
_FAILURE = re.compile(r"<(?:[\w.-]+:)?success\b[^>]*>\s*false\b")


@dataclass
class Said:
    """What is known of an exchange while it goes on."""

    started: int = field(default_factory=perf_counter_ns)
    request: bytes = b""
    charset: str | None = None
    operation: str | None = None

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
        text = text_of(sent or b"", response.mimetype_params.get("charset"))
        exchange = Exchange(
            id=0,
            at=iso_date(self.settings.of(tenant).clock()),
            endpoint=endpoint,
            path=request.path[:255],
            operation=said.operation,
            client=(request.remote_addr or "")[:64],
            status=response.status_code if sent is not None else 0,
            outcome=_outcome(sent, text, response),
            microseconds=microseconds,
            request_headers=_masked_headers(list(request.headers)),
            request=_masked(text_of(said.request, said.charset)),
            response_headers=list(response.headers) if sent is not None else [],
            response=_masked(text),
        )
        try:
            with self.store.begin(tenant) as unit:
                unit.journal.add(exchange)
        except Exception:
            log.exception("An exchange could not be written down")


def _outcome(sent: bytes | None, text: str, response: Response) -> str:
    if sent is None or response.mimetype != "text/xml":
        return "broken"
    if _FAULT.search(text):
        return "fault"
    return "failure" if _FAILURE.search(text) else "ok"


def _masked(text: str) -> bytes:
    return _PASSWORD.sub(rf"\g<1>{MASK}\g<2>", text).encode("utf-8", "replace")


def _masked_headers(headers: Headers) -> Headers:
    return [(name, _masked_login(value) if name.lower() == "authorization" else value) for name, value in headers]


def _masked_login(value: str) -> str:
    return f"{value.partition(' ')[0]} {MASK}"
