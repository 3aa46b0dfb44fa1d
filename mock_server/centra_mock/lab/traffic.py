"""Recorded traffic as plain data: exchanges of a client with Centra, in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from centra_mock.scalars import TRUE
from centra_mock.wire.operations import BY_REQUEST, DONE, READS, Operation
from centra_mock.wire.tree import Element

FAULT = "Fault"


@dataclass(frozen=True)
class LoggedMessage:
    """A request or an answer that was found somewhere."""

    place: str
    """The file, and the line or the entry in it."""
    element: Element
    """The element in the Body, without Centra's namespace."""
    namespace: str
    at: datetime | None = None
    """The time that stands beside it."""

    @property
    def is_request(self) -> bool:
        name = str(self.element.tag)
        if name in BY_REQUEST:
            return True
        # events_Get is the answer; some clients name the request so too.
        if any(name == each.name for each in READS):
            return self.element.find("login") is not None or self.element.find("type") is not None
        return False


@dataclass(frozen=True)
class RecordedEvent:
    """An event in an answer."""

    id: str
    type: str
    entry: str
    mission: str
    date: str
    data: Element | None


@dataclass(frozen=True)
class RecordedExchange:
    """A request and its answer; either may be missing from the record."""

    place: str
    request: Element | None = None
    answer: Element | None = None
    at: datetime | None = None
    problem: str = ""
    """Why there is no usable answer, if the record says so: ``HTTP 502``."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """The headers of the request, by names in small letters."""
    url: str = ""
    namespace: str = ""

    @classmethod
    def of(
        cls,
        place: str,
        request: LoggedMessage | None,
        answer: LoggedMessage | None,
        at: datetime | None,
        problem: str = "",
        headers: Iterable[tuple[str, str]] = (),
        url: str = "",
    ) -> RecordedExchange:
        """Return the exchange of two messages. ``problem`` says why there is no answer, where there is none."""
        known = request or answer
        return cls(
            place,
            request.element if request else None,
            answer.element if answer else None,
            at,
            "" if answer else problem,
            {name.lower(): value for name, value in headers},
            url,
            known.namespace if known else "",
        )

    @cached_property
    def operation(self) -> Operation | None:
        """Return the operation, as far as request or answer name it."""
        if self.request is not None:
            name = str(self.request.tag)
            return BY_REQUEST.get(name) or next((each for each in READS if each.name == name), None)
        if self.answer is not None and self.answer.tag == READS[0].response:
            return READS[0]
        return None

    @property
    def is_read(self) -> bool:
        return self.operation in READS

    @property
    def failure(self) -> str:
        """Return what went wrong with the call, empty for a success or an answer that was not recorded."""
        if self.answer is None:
            return self.problem
        if self.answer.tag == FAULT:
            return f"fault: {(self.answer.findtext('faultstring') or '').strip()[:200]}"
        success = (self.answer.findtext("success") or "").strip()
        if self.answer.tag == "result" and success not in (TRUE, "1"):
            texts = [(each.text or "").strip() for each in self.answer.iterfind("errors/message")]
            return f"refused: {'; '.join(texts)[:200] or 'success=false'}"
        return ""

    @cached_property
    def events(self) -> list[RecordedEvent]:
        """Return the events that the answer delivers."""
        if self.answer is None or self.answer.tag != READS[0].response:
            return []
        return [_event(each) for each in self.answer.iterfind("events/event")]

    @cached_property
    def done_ids(self) -> list[str]:
        """Return the ids of events that the request marks done, as the client wrote them."""
        if self.request is None or self.operation is not DONE:
            return []
        return [(each.text or "").strip() for each in self.request.iterfind("event")]

    @cached_property
    def updated(self) -> list[Element]:
        """Return the objects that the request updates."""
        obj = self.operation.object if self.operation else None
        return self.request.findall(f"{obj.plural}/{obj.name}") if obj and self.request is not None else []

    @cached_property
    def read_filter(self) -> str:
        """Return what a read asks for: the type, or the markets; empty for all events."""
        if self.request is None or not self.is_read:
            return ""
        type = (self.request.findtext("type") or "").strip()
        markets = sorted({(each.text or "").strip() for each in self.request.iterfind("markets/market/id")})
        parts = [f"type {type}"] if type not in ("", "all") else []
        return " ".join([*parts, f"markets {', '.join(markets)}"] if markets else parts)


def _event(node: Element) -> RecordedEvent:
    id, type, entry, mission, date = (
        (node.findtext(name) or "").strip() for name in ("id", "type", "entry", "mission", "date")
    )
    data = node.find("data")
    return RecordedEvent(id, type, entry, mission, date, data[0] if data is not None and len(data) else None)


def paired(messages: Iterable[LoggedMessage]) -> Iterator[RecordedExchange]:
    """Yield messages in order as exchanges: an answer belongs to the request before it."""
    asked: LoggedMessage | None = None
    for message in messages:
        if message.is_request:
            if asked is not None:
                yield _exchange(asked, None)
            asked = message
        else:
            yield _exchange(asked, message)
            asked = None
    if asked is not None:
        yield _exchange(asked, None)


def _exchange(request: LoggedMessage | None, answer: LoggedMessage | None) -> RecordedExchange:
    known = request or answer
    assert known is not None
    return RecordedExchange.of(known.place, request, answer, known.at or (answer.at if answer else None))
