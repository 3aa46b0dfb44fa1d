"""What each operation does with a request: from its tree to the bytes of the response's body."""

from __future__ import annotations

from dataclasses import dataclass

from centra_mock.domain.effects import Effects
from centra_mock.domain.events import write_events, write_result
from centra_mock.error_codes import Code
from centra_mock.services.event_operations import EventReader
from centra_mock.services.settings import Settings
from centra_mock.services.upsert import Outcome, RequestRefused, Updater
from centra_mock.soap.ignored_elements import markets_asked_for, strays
from centra_mock.store.history import Origin
from centra_mock.store.unit_of_work import Store, Unit
from centra_mock.wire.operations import DONE, GET, Operation
from centra_mock.wire.tree import Element, text


@dataclass(frozen=True)
class Answered:
    """The body of a response, and what was done for it."""

    body: bytes
    effects: Effects


@dataclass(frozen=True)
class Answerer:
    """Answers in one transaction each: what is answered is stored."""

    store: Store

    def answer(
        self, operation: Operation, request: Element, tenant: str, settings: Settings, cause: str = ""
    ) -> Answered:
        """``cause`` is the id of the request, by which what is changed can be told to be its doing."""
        if lost := strays(operation, request):
            return Answered(_result(Outcome(lost)), Effects())
        try:
            with self.store.begin(tenant, Origin(settings.clock, cause)) as unit:
                return self._body(operation, request, unit, settings)
        except RequestRefused as refused:
            return Answered(_result(refused.outcome), Effects(updated=refused.updated))

    def _body(self, operation: Operation, request: Element, unit: Unit, settings: Settings) -> Answered:
        if operation.object:
            where = f"{operation.object.plural}/{operation.object.name}"
            changes = request.findall(where)
            updater = Updater(unit, settings.policy, settings.clock)
            outcome = updater.update(operation.object, changes)
            if not changes:
                outcome.notice(
                    Code.NO_OBJECT_SENT,
                    f"No {operation.object.name} was sent, so none is stored; each stands in {where}.",
                )
            return Answered(_result(outcome), Effects(updated=updater.updated, queued=unit.queue.length()))
        reader = EventReader(unit, settings.policy, settings.clock, settings.mutator)
        if operation == DONE:
            body = _result(reader.done(event.text or "" for event in request.iterfind("event")))
        elif operation == GET:
            body = write_events(operation.response, reader.get(text(request, "type")))
        else:
            found = reader.get_by_markets(text(request, "type"), markets_asked_for(request))
            body = write_events(operation.response, found)
        return Answered(body, Effects(reader.delivered, reader.finished, queued=unit.queue.length()))


def _result(outcome: Outcome) -> bytes:
    return write_result([each.text for each in outcome.errors], [each.text for each in outcome.notices])
