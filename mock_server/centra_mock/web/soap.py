"""The SOAP endpoints over HTTP."""

from __future__ import annotations

from werkzeug.exceptions import ClientDisconnected
from werkzeug.wrappers import Request, Response

from centra_mock.domain.fault_schedule import DueFault
from centra_mock.domain.redaction import masked_body, masked_headers
from centra_mock.error_codes import Code
from centra_mock.errors import BadRequest
from centra_mock.services.requests import ClientRequest, refusal
from centra_mock.services.server import Server
from centra_mock.services.settings import Settings
from centra_mock.soap.endpoint import SoapEndpoint
from centra_mock.soap.message import SoapMessage
from centra_mock.web.basic_auth import basic_credentials
from centra_mock.web.faults.delivery import record_delivery
from centra_mock.web.faults.middleware import ADD_NOTICES, ALTER_CONTENT, DELIVER, AnswerInstead, Delay
from centra_mock.web.middleware import Middleware, SoapCall, SoapReply, compose, mutate, name_request
from centra_mock.wire.endpoints import Login
from centra_mock.wire.http import XML, Headers, id_headers, new_request_id

_DRAIN = 256 * 1024

REPLAY_OF = "centra_mock.replay_of"
"""In a request's environment: the exchange that it is sent again for. No client can set it."""

MIDDLEWARE: tuple[Middleware, ...] = (
    record_delivery,
    name_request,
    DELIVER,
    ALTER_CONTENT,
    mutate,
    ADD_NOTICES,
    Delay("before"),
    AnswerInstead("before"),
    AnswerInstead("after"),
    Delay("after"),
)
"""The steps of a call, from the client to the endpoint. The order in which faults were set does not matter.

Where no fault is due and answers are not mutated, all but ``name_request`` do nothing, and are left out.
"""


class SoapOverHttp:
    """GET ``?wsdl`` gives the WSDL, POST calls an operation."""

    def __init__(self, endpoint: SoapEndpoint, server: Server) -> None:
        self._endpoint = endpoint
        self._server = server
        self._handle = compose(MIDDLEWARE, self._dispatch)
        self._handle_as_it_is = compose((name_request,), self._dispatch)

    def respond(self, request: Request, tenant: str) -> Response:
        """Return the answer to a request."""
        if request.method == "POST":
            call = self._read_call(request, tenant)
            return (self._handle if call.request.answer_may_change else self._handle_as_it_is)(call).http
        response = self._describe(request)
        response.headers.extend(self._id_headers(tenant))
        return response

    def _id_headers(self, tenant: str) -> Headers:
        return id_headers(new_request_id(self._server.settings.policy_of(tenant).request_number))

    def refuse(self, objection: str, tenant: str) -> Response:
        """Return the answer to a request of another site's page. It is not written to the journal."""
        outcome = refusal(self._endpoint.endpoint, BadRequest(Code.CROSS_ORIGIN, objection))
        return Response(outcome.body, outcome.status, [*outcome.headers, *self._id_headers(tenant)])

    def _describe(self, request: Request) -> Response:
        if request.method not in ("GET", "HEAD"):
            allowed = {"Allow": "GET, HEAD, POST"}
            return Response("Call operations with POST, and get the WSDL with GET ?wsdl.\n", 405, allowed)
        if any(name.lower() == "wsdl" for name in request.args):
            return Response(self._endpoint.wsdl(address_of(request)), content_type=XML)
        text = f"This is a SOAP endpoint. POST an operation here; its WSDL is at {address_of(request)}?wsdl\n"
        return Response(text, content_type="text/plain; charset=utf-8")

    def _read_call(self, http: Request, tenant: str) -> SoapCall:
        """Read a call, and claim the faults whose turn it is on it."""
        transactions, endpoint = self._server.transactions(tenant), self._endpoint.endpoint
        settings = transactions.settings
        charset = http.mimetype_params.get("charset")
        data = _body(http, settings.policy.max_body)
        action = http.headers.get("SOAPAction")
        message = SoapMessage(endpoint, data, settings.policy.max_depth, charset, action, _basic(http))
        due_faults, mutator = _claim_faults(settings, message), settings.mutator
        request = ClientRequest(
            transactions=transactions,
            endpoint=endpoint,
            settings=settings,
            path=http.path,
            client=http.remote_addr or "",
            headers=masked_headers(list(http.headers)),
            body=masked_body(data, charset) if isinstance(data, bytes) else b"",
            answer_may_change=bool(due_faults) or mutator is not None,
            replay_of=http.environ.get(REPLAY_OF),
        )
        return SoapCall(http, request, message, due_faults, mutator)

    def _dispatch(self, call: SoapCall) -> SoapReply:
        outcome = self._endpoint.respond(call.request, call.message)
        return SoapReply(Response(outcome.body, outcome.status, outcome.headers), outcome)


def address_of(request: Request) -> str:
    """Return the endpoint's address as the client wrote it, so that it works behind a port map or a proxy."""
    scheme = request.headers.get("X-Forwarded-Proto", request.scheme).split(",")[0].strip()
    return f"{scheme if scheme in ('http', 'https') else request.scheme}://{host_of(request)}{request.path}"


def host_of(request: Request) -> str:
    """Return the host that the client asked for, or this server's where that is no name of a host."""
    if request.host:
        return request.host
    name, port = request.environ["SERVER_NAME"], request.environ["SERVER_PORT"]
    return f"[{name}]:{port}" if ":" in name else f"{name}:{port}"


def _body(request: Request, limit: int) -> bytes | BadRequest:
    """Return the body, or what is wrong with it."""
    try:
        return _read(request, limit)
    except BadRequest as error:
        return error


def _read(request: Request, limit: int) -> bytes:
    """Read the body. One over the limit is read to its end and dropped, so that the client gets to see the answer."""
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
    given = basic_credentials(request)
    return Login(*given) if given is not None else None


def _claim_faults(settings: Settings, message: SoapMessage) -> tuple[DueFault, ...]:
    """Claim the faults whose turn it is. The message is read for that only where faults are set."""
    if settings.faults.is_empty:
        return ()
    return settings.faults.claim(message.operation.name if message.operation else None)
