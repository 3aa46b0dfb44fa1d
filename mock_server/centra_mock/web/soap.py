"""The SOAP endpoints over HTTP."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from werkzeug.exceptions import ClientDisconnected
from werkzeug.wrappers import Request, Response

from centra_mock.error_codes import Code
from centra_mock.errors import BadRequest
from centra_mock.services.settings import AllSettings, Settings
from centra_mock.soap.endpoint import Answer, SoapEndpoint
from centra_mock.soap.peek import operation_in
from centra_mock.web.faults import FaultyCall
from centra_mock.web.record import Recorder, Said
from centra_mock.wire.endpoints import Login
from centra_mock.wire.http import CHALLENGE, XML, id_headers, new_request_id

_DRAIN = 256 * 1024


@dataclass(frozen=True)
class SoapOverHttp:
    """GET ``?wsdl`` gives the WSDL, POST calls an operation."""

    endpoint: SoapEndpoint
    settings: AllSettings
    recorder: Recorder

    def respond(self, request: Request, tenant: str) -> Response:
        if request.method in ("GET", "HEAD"):
            return _with_request_id(self._describe(request))
        if request.method != "POST":
            allowed = {"Allow": "GET, HEAD, POST"}
            told = "Call operations with POST, and get the WSDL with GET ?wsdl.\n"
            return _with_request_id(Response(told, 405, allowed))
        said = Said(charset=request.mimetype_params.get("charset"))
        response = _with_request_id(self._call(request, tenant, said), said.request_id)
        self.recorder.record(tenant, self.endpoint.endpoint.name, said, request, response)
        return response

    def refuse(self, objection: str) -> Response:
        """The answer to a request that is not even written down: its sender has no business here."""
        return _with_request_id(self._response(self.endpoint.refuse(BadRequest(Code.CROSS_ORIGIN, objection))))

    def _describe(self, request: Request) -> Response:
        if any(name.lower() == "wsdl" for name in request.args):
            return Response(self.endpoint.wsdl(address_of(request)), content_type=XML)
        text = f"This is a SOAP endpoint. POST an operation here; its WSDL is at {address_of(request)}?wsdl\n"
        return Response(text, content_type="text/plain; charset=utf-8")

    def _call(self, request: Request, tenant: str, said: Said) -> Response:
        settings = self.settings.of(tenant)
        action = request.headers.get("SOAPAction")
        try:
            data = said.request = _read(request, settings.policy.max_body)
        except BadRequest as error:
            answer = partial(self.endpoint.refuse, error)
        else:
            answer = partial(
                self.endpoint.call, tenant, settings, data, said.charset, action, _basic(request), said.request_id
            )
            if not settings.faults.is_empty:
                said.operation = operation_in(data, said.charset, self.endpoint.endpoint, settings.policy.max_depth)

        def handle() -> Response:
            given = answer()
            said.operation, said.effects = given.operation, given.effects
            return self._response(given)

        turns = settings.faults.claim(said.operation)
        call = FaultyCall(
            request=request,
            endpoint=self.endpoint.endpoint,
            turns=turns,
            handle=handle,
            rewrite=partial(_mutate, settings),
        )
        response = call.respond()
        said.faults = [turn.fault.kind for turn in turns if turn.has_fired]
        return response

    def _response(self, answer: Answer) -> Response:
        if answer.lacks_login and self.endpoint.endpoint.login == "header":
            # Many clients send what they were given only when they are asked for it.
            return Response(answer.body, 401, [CHALLENGE], content_type=XML)
        # SOAP 1.1 over HTTP asks for status 500 with every fault.
        return Response(answer.body, 500 if answer.is_fault else 200, content_type=XML)


def address_of(request: Request) -> str:
    """The endpoint's address as the client wrote it, so that it works behind a port map or a proxy."""
    scheme = request.headers.get("X-Forwarded-Proto", request.scheme).split(",")[0].strip()
    return f"{scheme if scheme in ('http', 'https') else request.scheme}://{host_of(request)}{request.path}"


def host_of(request: Request) -> str:
    """The host that the client asked for, or this server's where that is no name of a host."""
    if request.host:
        return request.host
    name, port = request.environ["SERVER_NAME"], request.environ["SERVER_PORT"]
    return f"[{name}]:{port}" if ":" in name else f"{name}:{port}"


def _read(request: Request, limit: int) -> bytes:
    """The body. One over the limit is read to its end and dropped, so that the client gets to see the answer."""
    coding = request.headers.get("Content-Encoding", "identity").strip().lower()
    if coding != "identity":
        raise BadRequest(
            Code.UNSUPPORTED_ENCODING,
            f"The request has the Content-Encoding {coding[:40]!r}; send it as it is, without one.",
        )
    length = request.headers.get("Content-Length", "")
    if not (length.isascii() and length.isdigit()) and not request.environ.get("wsgi.input_terminated"):
        what = f"The Content-Length is {length[:40]!r}" if length else "The request has no Content-Length"
        raise BadRequest(Code.UNKNOWN_LENGTH, f"{what}; send the number of bytes of the body, or send it in chunks.")
    kept: list[bytes] = []
    size = 0
    try:
        while chunk := request.stream.read(_DRAIN):
            size += len(chunk)
            if size <= limit:
                kept.append(chunk)
            else:
                kept.clear()
    except (ClientDisconnected, OSError):
        message = f"The body of the request breaks off after {size} bytes, or its chunks are malformed."
        raise BadRequest(Code.TRUNCATED_REQUEST, message) from None
    if size > limit:
        raise BadRequest(
            Code.REQUEST_TOO_LARGE, f"The request has {size} bytes; at most {limit} are accepted (policy max_body)."
        )
    return b"".join(kept)


def _basic(request: Request) -> Login | None:
    given = request.authorization
    if given is None or given.type != "basic":
        return None
    return Login(given.username or "", given.password or "")


def _mutate(settings: Settings, response: Response) -> None:
    """Write an answer as the tenant's mutation has it; what is no SOAP is not an answer of Centra's."""
    mutator = settings.mutator
    if mutator is not None and response.mimetype == "text/xml":
        rewritten = mutator.mutate(response.get_data())
        response.set_data(rewritten.body)
        response.content_type = f"text/xml; charset={rewritten.charset}"


def _with_request_id(response: Response, request_id: str = "") -> Response:
    response.headers.extend(id_headers(request_id or new_request_id()))
    return response
