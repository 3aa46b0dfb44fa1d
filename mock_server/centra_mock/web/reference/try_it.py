"""Sending the content of the form to an endpoint of this server, as a client would, and reading the answer."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from http import HTTPStatus
from io import BytesIO

from lxml import etree
from werkzeug.wrappers import Request, Response

from centra_mock.error_codes import Code
from centra_mock.errors import Refused
from centra_mock.web.faults.delivery import body_sent
from centra_mock.web.ui.xml_view import XmlLine, lines_of
from centra_mock.wire.endpoints import DEFAULT_TENANT, Endpoint, check_tenant
from centra_mock.wire.http import XML
from centra_mock.wire.operations import Operation
from centra_mock.wire.samples import PASSWORD, USERNAME
from centra_mock.wire.tree import UNPRINTABLE, parse

LONGEST = 400_000
"""The most bytes of an answer that are shown: browsers are slow with more."""

_OF_THE_SERVER = ("wsgi.", "SERVER_", "REMOTE_", "HTTP_HOST", "HTTP_X_FORWARDED_PROTO")
"""What a request has from the connection. All else is the form's, not the client's: its origin, its cookies."""


@dataclass(frozen=True)
class TryItForm:
    """What the fields hold."""

    tenant: str
    username: str
    action: str
    envelope: str
    password: str = ""
    """Never shown again."""

    @classmethod
    def sent(cls, fields: Mapping[str, str]) -> TryItForm:
        """Read a form that was sent. Line ends become line feeds: browsers send CR LF."""
        envelope = fields.get("envelope", "").replace("\r\n", "\n")
        return cls(
            tenant=fields.get("tenant", "").strip() or DEFAULT_TENANT,
            username=fields.get("username", ""),
            action=fields.get("action", "").strip(),
            envelope=envelope,
            password=fields.get("password", ""),
        )

    @classmethod
    def fresh(cls, operation: Operation, endpoint: Endpoint, username: str, sample: str) -> TryItForm:
        return cls(DEFAULT_TENANT, username, operation.soap_action(endpoint.namespace), sample)

    def body(self) -> bytes:
        """Return the envelope with the login filled in."""
        filled = self.envelope.replace(USERNAME, escape(self.username)).replace(PASSWORD, escape(self.password))
        return filled.encode("utf-8", "surrogatepass")


@dataclass(frozen=True)
class TryItResponse:
    """An answer, ready for the page."""

    status: str
    headers: tuple[tuple[str, str], ...]
    lines: tuple[XmlLine, ...] = ()
    raw: str = ""
    """The body as it came, where it is no XML or too long to fold."""
    note: str = ""


def send(
    form: TryItForm, endpoint: Endpoint, request: Request, respond: Callable[[Request], Response]
) -> TryItResponse:
    """Send the form to an endpoint and return the answer. Raises ``Refused`` for a form that cannot be sent."""
    check_tenant(form.tenant)
    if not (form.action.isascii() and form.action.isprintable()):
        raise Refused(
            Code.INVALID_VALUE, "only letters, digits and signs of ASCII can stand in a header.", "SOAPAction"
        )
    return _shown(respond(_request(form, endpoint, request)))


def _request(form: TryItForm, endpoint: Endpoint, request: Request) -> Request:
    body = form.body()
    environ = {name: value for name, value in request.environ.items() if name.startswith(_OF_THE_SERVER)}
    environ.update({
        "REQUEST_METHOD": "POST", "SCRIPT_NAME": "", "PATH_INFO": f"/{form.tenant}/{endpoint.path}",
        "QUERY_STRING": "", "CONTENT_TYPE": XML, "CONTENT_LENGTH": str(len(body)), "wsgi.input": BytesIO(body),
        "HTTP_SOAPACTION": f'"{form.action}"', "HTTP_USER_AGENT": "centra-mock reference",
    })  # fmt: skip
    environ.pop("wsgi.input_terminated", None)
    return Request(environ)


def _shown(response: Response) -> TryItResponse:
    body = body_sent(response)
    if body is None:
        return TryItResponse(
            "No answer", (), note="The connection was closed without one: a fault is set for this tenant."
        )
    status = f"{response.status_code} {HTTPStatus(response.status_code).phrase}"
    headers = tuple(response.headers.items())
    if response.headers.get("Content-Encoding") == "gzip":
        try:
            body = gzip.decompress(body)
        except (OSError, EOFError, zlib.error):
            return TryItResponse(status, headers, note=f"{len(body)} bytes that say they are gzip, and are not.")
    if len(body) > LONGEST:
        note = f"The answer has {len(body)} bytes; this is how it begins."
        return TryItResponse(status, headers, raw=_text(body[:LONGEST]), note=note)
    try:
        root = parse(body)
    except etree.XMLSyntaxError as error:
        return TryItResponse(status, headers, raw=_text(body), note=f"This is not well-formed XML: {error.msg}")
    return TryItResponse(status, headers, tuple(lines_of(root)))


def _text(body: bytes) -> str:
    return UNPRINTABLE.sub("\ufffd", body.decode("utf-8", "replace"))
