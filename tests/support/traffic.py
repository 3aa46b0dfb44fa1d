"""Recorded traffic for tests: requests and answers as a log has them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from centra_mock.lab.sources import Order, read_traffic
from centra_mock.lab.traffic import RecordedExchange

ENVELOPE = (
    '<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/" '
    'xmlns:ns1="http://www.centra.com/webservices/"><SOAP-ENV:Body>{}</SOAP-ENV:Body></SOAP-ENV:Envelope>'
)
LOGIN = "<ns1:login><ns1:username>u</ns1:username><ns1:password>s3cret-word</ns1:password></ns1:login>"
OK = "<ns1:result><ns1:success>true</ns1:success><ns1:errors/><ns1:notices/></ns1:result>"


def event(id: int, type: str = "order", date: str = "2026-11-30 10:00:00", data: str = "") -> str:
    """Return an event as it stands in an answer, its prefix not declared."""
    fields = f"<ns1:id>{id}</ns1:id><ns1:type>{type}</ns1:type><ns1:entry>{id + 100}</ns1:entry>"
    rest = f"<ns1:mission>update</ns1:mission><ns1:date>{date}</ns1:date>"
    inner = data or f"<ns1:{type}><ns1:id>{id + 100}</ns1:id></ns1:{type}>"
    return f"<ns1:event>{fields}{rest}<ns1:data>{inner}</ns1:data></ns1:event>"


def answer(events: Iterable[str]) -> str:
    return ENVELOPE.format(f"<ns1:events_Get><ns1:events>{''.join(events)}</ns1:events></ns1:events_Get>")


def read_request(type: str = "all") -> str:
    return ENVELOPE.format(f"<ns1:events_GetRequest>{LOGIN}<ns1:type>{type}</ns1:type></ns1:events_GetRequest>")


def done_request(ids: Iterable[object]) -> str:
    return ENVELOPE.format(
        f"<ns1:events_Done>{LOGIN}{''.join(f'<ns1:event>{i}</ns1:event>' for i in ids)}</ns1:events_Done>"
    )


def result(inner: str = OK) -> str:
    return ENVELOPE.format(inner)


def write_folder(folder: Path, pairs: Sequence[tuple[str, str]]) -> Path:
    """Write requests and answers as files with numbers."""
    folder.mkdir(exist_ok=True)
    for number, (request, response) in enumerate(pairs, 1):
        (folder / f"{number}-request.xml").write_text(request)
        (folder / f"{number}-response.xml").write_text(response)
    return folder


def har_entry(
    request: str, response: str, at: str = "2026-11-30T10:00:00Z", headers: Mapping[str, str] | None = None
) -> dict[str, object]:
    """Return an entry of an HTTP archive."""
    return {
        "startedDateTime": at,
        "request": {"url": "https://shop.example.com/ams/system/service/module/soap/api",
                    "headers": [{"name": name, "value": value} for name, value in (headers or {}).items()],
                    "postData": {"mimeType": "text/xml", "text": request}},
        "response": {"status": 200, "content": {"text": response}},
    }  # fmt: skip


def write_har(path: Path, entries: Sequence[object]) -> Path:
    path.write_text(json.dumps({"log": {"version": "1.2", "entries": entries}}))
    return path


def exchanges(path: Path, order: Order = "name") -> list[RecordedExchange]:
    return list(read_traffic(path, order))


def outline(path: Path, order: Order = "name") -> list[tuple[str, list[str] | None]]:
    """Return the exchanges as requests' names and ids of delivered events."""
    return [
        (
            str(each.request.tag) if each.request is not None else "",
            [event.id for event in each.events] if each.answer is not None else None,
        )
        for each in exchanges(path, order)
    ]
