"""A client's request, from its arguments to its answer and its row in the journal: one transaction.

Either all of it is stored, the journal's row too, or nothing: what was answered is stored and written down. Where the
row cannot be written (a full disk) the request fails, and the client gets a fault ``Server``.

Two kinds of exchange are written down in a transaction of their own. Those that are refused (no envelope, no login, no
such operation) change nothing; they are refused all the same where the journal cannot be written. And where a fault or
a mutation may change the answer, what is sent is known only after the commit: ``record_exchange`` writes the row then.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from time import perf_counter_ns
from typing import Literal

from centra_mock.clock import iso_date
from centra_mock.domain.arguments import Arguments, object_path
from centra_mock.domain.effects import NOTHING_DONE, Effects
from centra_mock.domain.events import Event, write_events
from centra_mock.domain.exchange import Exchange
from centra_mock.domain.redaction import masked_body, masked_headers
from centra_mock.error_codes import Code
from centra_mock.errors import DatabaseFailed, InternalError, LoginMissing, LoginRefused, RequestError
from centra_mock.services.event_operations import EventReader
from centra_mock.services.page_cache import RenderedPage
from centra_mock.services.settings import Settings
from centra_mock.services.transactions import Transactions
from centra_mock.services.upsert import Upserter, UpsertResult
from centra_mock.store.transaction import Durability
from centra_mock.store.unit_of_work import UnitOfWork
from centra_mock.wire.endpoints import Endpoint
from centra_mock.wire.envelope import fault, wrap
from centra_mock.wire.http import CHALLENGE, XML, Headers, id_headers, new_request_id
from centra_mock.wire.operations import DONE, READS, Operation

log = logging.getLogger(__name__)

Kind = Literal["ok", "failure", "fault", "broken"]
"""How a request ended. ``failure`` is success=false; ``broken``: no answer of Centra's got through."""


_SHOWN = Event._fields.index("market")
"""The fields of an event that stand in front of this one are shown, beside its text."""


@dataclass(frozen=True)
class ClientRequest:
    """A request as the journal keeps it, and the tenant that it is sent to."""

    transactions: Transactions
    endpoint: Endpoint
    settings: Settings
    path: str
    client: str
    """The address that it comes from."""
    headers: Headers
    """Without secrets, as is the body."""
    body: bytes
    answer_may_change: bool = False
    """Whether a fault or a mutation may change what is sent: ``record_exchange`` is called with what was sent then."""
    replay_of: int | None = None
    """The exchange that it is sent again for."""
    id: str = field(init=False)
    """``X-Centra-Request-ID``."""
    started: int = field(default_factory=perf_counter_ns)

    def __post_init__(self) -> None:
        object.__setattr__(self, "id", new_request_id(self.settings.policy.request_number))


@dataclass(frozen=True)
class Outcome:
    """How a request ended, and its answer."""

    kind: Kind
    status: int = 0
    """The HTTP status; 0 where no answer is sent."""
    headers: Headers = field(default_factory=list)
    body: bytes = b""
    charset: str | None = "utf-8"
    """The charset of the body, from its Content-Type."""
    operation: str | None = None
    """What was asked for, where that could be read."""
    redacted: bytes | None = None
    """The body without secrets, where that is known."""
    code: Code | None = None
    """The code of the first error, where it has one."""
    effects: Effects = NOTHING_DONE
    result: UpsertResult | None = None
    """The ``result`` of the answer, if it has one."""
    faults: Sequence[str] = ()
    """The kinds of the faults that struck."""


def handle_request(request: ClientRequest, operation: Operation, arguments: Arguments) -> Outcome:
    """Execute a request and record it with its answer, in one transaction. If it raises, nothing is stored."""
    with request.transactions.begin(request.id, _durability(request, operation)) as unit:
        outcome = _execute(unit, request, operation, arguments)
        if not request.answer_may_change:
            unit.journal.add(_exchange(request, _with_common_headers(request, outcome)))
            unit.is_changed = True
    return outcome


def _durability(request: ClientRequest, operation: Operation) -> Durability:
    """Return what a request has to survive: a poll that changes nothing but counts need not wait for the disk."""
    is_poll = operation in READS and request.settings.mutator is None
    return Durability.PROCESS if is_poll else Durability.DISK


def refuse_request(request: ClientRequest, error: RequestError, operation: Operation | None = None) -> Outcome:
    """Answer a request that cannot be served, and write it down. Nothing of it was done."""
    outcome = refusal(request.endpoint, error, operation, request.settings.policy.login_failure)
    if request.answer_may_change or isinstance(error, DatabaseFailed):
        return outcome
    try:
        _record(request, _with_common_headers(request, outcome))
    except Exception as failure:
        # Where the mock failed, the log has a line already, and most likely for the same reason.
        if not isinstance(error, InternalError):
            log_failure("A refusal could not be written to the journal", failure)
    return outcome


def record_exchange(request: ClientRequest, outcome: Outcome) -> None:
    """Write down an answer as it is sent. It is sent all the same where that fails: what it answers is stored."""
    try:
        _record(request, outcome)
    except Exception as failure:
        log_failure("An exchange could not be written to the journal", failure)


def log_failure(what: str, error: Exception) -> None:
    """Write a line to the log; with the stack unless it is the database that failed."""
    log.error("%s: %s", what, error, exc_info=None if isinstance(error, DatabaseFailed) else error)


def refusal(
    endpoint: Endpoint,
    error: RequestError,
    operation: Operation | None = None,
    login_failure: Literal["fault", "result"] = "fault",
) -> Outcome:
    """Return the answer to a request that cannot be served: a fault, or a result for a login error if the policy says
    so.

    SOAP 1.1 over HTTP demands status 500 for every fault. A missing login in the header is answered with 401.
    """
    asks = isinstance(error, LoginMissing) and endpoint.login == "header"
    if isinstance(error, LoginRefused) and login_failure == "result":
        outcome = _with_result(endpoint, operation, UpsertResult([error.message]))
    else:
        outcome = _outcome(endpoint, operation, "fault", fault(error.faultcode, str(error)), 500)
        outcome = replace(outcome, code=error.code)
    return replace(outcome, status=401, headers=[CHALLENGE, *outcome.headers]) if asks else outcome


def _execute(unit: UnitOfWork, request: ClientRequest, operation: Operation, arguments: Arguments) -> Outcome:
    endpoint, settings = request.endpoint, request.settings
    if arguments.misplaced:
        return _with_result(endpoint, operation, UpsertResult(list(arguments.misplaced)))
    if operation.object:
        updater = Upserter(unit, settings.policy, settings.clock)
        result = updater.update(operation.object, arguments.objects)
        if not arguments.objects:
            where = object_path(operation)
            result.notice(
                Code.NO_OBJECT_SENT, f"No {operation.object.name} was sent, so none is stored; each stands in {where}."
            )
        return _with_result(endpoint, operation, result, Effects(updated=updater.updated, queued=unit.queue.length()))
    queue = EventReader(unit, settings.policy, settings.clock, settings.mutator)
    if operation == DONE:
        result = queue.mark_done(arguments.events)
        return _with_result(endpoint, operation, result, Effects(finished=queue.finished, queued=unit.queue.length()))
    page = _page(unit, request, operation, queue, queue.read(arguments.type, arguments.markets))
    effects = Effects(queue.delivered, queued=unit.queue.length())
    answered = _outcome_of(operation, "ok", page.document)
    return replace(answered, redacted=page.redacted, effects=effects)


def _page(
    unit: UnitOfWork, request: ClientRequest, operation: Operation, reader: EventReader, events: list[Event]
) -> RenderedPage:
    """Return events as an answer. One that was rendered from the same rows and conversions is taken from the cache."""

    def render() -> RenderedPage:
        document = wrap(write_events(operation.response, reader.write(events)), request.endpoint.namespace)
        redacted = masked_body(document, "utf-8")
        return RenderedPage(document, document if redacted == document else redacted)

    version = unit.ids.version()
    if version is None or not events:
        return render()
    rows = tuple((*event[:_SHOWN], event.xml) for event in events)
    key = (operation.response, request.endpoint.namespace, version, rows)
    return request.settings.pages.get(key, render)


def _with_result(
    endpoint: Endpoint, operation: Operation | None, result: UpsertResult, effects: Effects = NOTHING_DONE
) -> Outcome:
    answered = _outcome(endpoint, operation, "failure" if result.errors else "ok", result.to_xml())
    return replace(answered, code=result.code, effects=effects, result=result)


def _outcome(endpoint: Endpoint, operation: Operation | None, kind: Kind, body: bytes, status: int = 200) -> Outcome:
    return _outcome_of(operation, kind, wrap(body, endpoint.namespace), status)


def _outcome_of(operation: Operation | None, kind: Kind, document: bytes, status: int = 200) -> Outcome:
    headers = [("Content-Type", XML), ("Content-Length", str(len(document)))]
    return Outcome(kind, status, headers, document, operation=operation.name if operation else None)


def _with_common_headers(request: ClientRequest, outcome: Outcome) -> Outcome:
    """Return an answer with the headers that every answer has."""
    return replace(outcome, headers=[*outcome.headers, *id_headers(request.id)])


def _record(request: ClientRequest, outcome: Outcome) -> None:
    with request.transactions.write() as unit:
        unit.journal.add(_exchange(request, outcome))


def _exchange(request: ClientRequest, outcome: Outcome) -> Exchange:
    """Return a request and its answer as the journal keeps them."""
    return Exchange(
        id=0,
        at=iso_date(request.settings.clock()),
        endpoint=request.endpoint.name,
        path=request.path[:255],
        operation=outcome.operation,
        client=request.client[:64],
        status=outcome.status,
        outcome=outcome.kind,
        microseconds=(perf_counter_ns() - request.started) // 1000,
        request_headers=request.headers,
        request=request.body,
        response_headers=masked_headers(outcome.headers),
        response=masked_body(outcome.body, outcome.charset) if outcome.redacted is None else outcome.redacted,
        request_id=request.id,
        effects=outcome.effects,
        faults=outcome.faults,
        replay_of=request.replay_of,
        code=outcome.code,
    )
