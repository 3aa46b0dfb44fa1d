"""The endpoints of a story, and the placeholders that make a message valid for all three."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from corpus.exchanges import HOST, Answer, Control, Request, Step

ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
XML = "text/xml; charset=utf-8"
LOGIN = "<login><username>centra</username><password>mock</password></login>"
BASIC = "Basic Y2VudHJhOm1vY2s="
WIDTH = 140

ASKED = (f'<e:Envelope xmlns:e="{ENVELOPE}"><e:Body xmlns="$NS">', "</e:Body></e:Envelope>")
ANSWERED = (
    f'<?xml version="1.0" encoding="UTF-8"?>\n<SOAP-ENV:Envelope xmlns:SOAP-ENV="{ENVELOPE}" xmlns:ns1="$NS">'
    "<SOAP-ENV:Body>",
    "</SOAP-ENV:Body></SOAP-ENV:Envelope>",
)
"""The start and end of most messages; a message with them is written without, as ``within``."""

CENTRA = "http://www.centra.com/webservices/"
SILK = "http://www.silkvms.com/webservices/"


@dataclass(frozen=True)
class StoryEndpoint:
    """An endpoint of the tenant in which a story is played."""

    story: str
    endpoint: str
    path: str
    namespace: str
    login_in_body: bool

    @property
    def others_namespace(self) -> str:
        """Return the namespace of another endpoint."""
        return SILK if self.namespace == CENTRA else CENTRA

    @property
    def login(self) -> str:
        """Return the login as the first child of an operation's element, if this endpoint expects it there."""
        return LOGIN if self.login_in_body else ""

    @property
    def headers(self) -> dict[str, str]:
        """Return the headers of most requests."""
        return {"Content-Type": XML, **({} if self.login_in_body else {"Authorization": BASIC})}

    @property
    def _words(self) -> dict[str, str]:
        """Return the placeholders for texts that differ between endpoints."""
        return {
            "$URL": f"http://{HOST}/{self.story}/{self.path}",
            "$LOGIN": self.login,
            "$NS": self.namespace,
            "$OTHER": self.others_namespace,
        }

    def fill(self, text: str) -> str:
        for word, meant in self._words.items():
            text = text.replace(word, meant)
        return text

    def _abstract(self, text: str) -> str:
        for word, meant in self._words.items():
            text = text.replace(meant, word) if meant else text
        return text

    def request_data(self, request: Request) -> dict[str, Any]:
        """Return a request as it is written in a file."""
        data: dict[str, Any] = {} if request.method == "POST" else {"method": request.method}
        data |= {"query": request.query} if request.query else {}
        return {**data, **self._message_data(request.headers, self.headers, request.body, ASKED)}

    def request(self, data: Mapping[str, Any]) -> Request:
        """Return a request as it is sent to this endpoint."""
        headers, body = self._message(data, self.headers, ASKED)
        return Request(data.get("method", "POST"), data.get("query", ""), headers, body)

    def answer_data(self, answer: Answer, step: Step) -> dict[str, Any]:
        """Return an answer as it is written in a file."""
        if isinstance(step, Control):
            return {"status": answer.status}
        content_type = {"content-type": XML}
        return {"status": answer.status, **self._message_data(answer.headers, content_type, answer.body, ANSWERED)}

    def answer(self, data: Mapping[str, Any], step: Step) -> Answer:
        """Return the expected answer of this endpoint."""
        if isinstance(step, Control):
            return Answer(data["status"])
        return Answer(data["status"], *self._message(data, {"content-type": XML}, ANSWERED))

    def _message_data(
        self, headers: Mapping[str, str], usual: Mapping[str, str], body: bytes, frame: tuple[str, str]
    ) -> dict[str, Any]:
        other = {name: self._abstract(value) for name, value in headers.items() if usual.get(name) != value}
        other |= dict.fromkeys(usual.keys() - headers.keys(), "")
        data: dict[str, Any] = {"headers": other} if other else {}
        try:
            text = self._abstract(body.decode("utf-8"))
        except UnicodeDecodeError:
            return {**data, "encoding": "latin-1", "body": _lines(self._abstract(body.decode("latin-1")))}
        begin, end = frame
        if text.startswith(begin) and text.endswith(end):
            return {**data, "within": _lines(text[len(begin) : -len(end)])}
        return {**data, "body": _lines(text)} if text else data

    def _message(
        self, data: Mapping[str, Any], usual: Mapping[str, str], frame: tuple[str, str]
    ) -> tuple[Mapping[str, str], bytes]:
        other: Mapping[str, str] = data.get("headers", {})
        headers = {name: self.fill(value) for name, value in {**usual, **other}.items() if value}
        lines = [frame[0], *data["within"], frame[1]] if "within" in data else data.get("body", ())
        return headers, self.fill("".join(lines)).encode(data.get("encoding", "utf-8"))


def step_data(step: Step, place: StoryEndpoint) -> dict[str, Any]:
    if isinstance(step, Control):
        return {"call": f"{step.method} {step.path}", **({} if step.json is None else {"json": step.json})}
    return place.request_data(step)


def step_of(data: Mapping[str, Any], place: StoryEndpoint) -> Step:
    if "call" in data:
        method, path = data["call"].split(" ")
        return Control(method, path, data.get("json"))
    return place.request(data)


def _lines(text: str) -> list[str]:
    """Split a text into readable lines, between tags."""
    lines = [""]
    for piece in re.split("(?<=>)(?=<)", text):
        if lines[-1] and len(lines[-1]) + len(piece) > WIDTH:
            lines.append("")
        lines[-1] += piece
    return lines
