"""The pages of the reference: the list of operations, an operation, and "not found"."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from http import HTTPStatus
from typing import Any

from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Request, Response

from centra_mock.error_codes import Code
from centra_mock.errors import Refused
from centra_mock.web.reference import FOLDERS, PATHS, STATIC
from centra_mock.web.reference.try_it import TryItForm, TryItResponse, send
from centra_mock.web.soap import host_of
from centra_mock.web.ui.rendering import HTML, SECURITY, page_templates, static_file
from centra_mock.web.ui.xml_view import XmlLine, lines_of
from centra_mock.wire.descriptions import description_of, operations_by_group, shared
from centra_mock.wire.endpoints import DEFAULT_TENANT, ENDPOINTS, Endpoint
from centra_mock.wire.grammar import GRAMMAR, Field
from centra_mock.wire.operations import EVENT_DATA, OPERATIONS, RESULT, Operation
from centra_mock.wire.samples import pretty, sample_request, sample_responses

HEADERS = {
    # Only this server's style sheets are loaded, no script runs, and no other page may frame the form.
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    **SECURITY,
}
PACKAGE = __name__.rpartition(".")[0]
LARGEST_FORM = 32 * 1024 * 1024

_BY_NAME = {operation.name: operation for operation in OPERATIONS}
_ENDPOINTS = {endpoint.name: endpoint for endpoint in ENDPOINTS}


@dataclass(frozen=True)
class OperationSamples:
    """What never changes of an operation's page."""

    request: tuple[XmlLine, ...]
    text: str
    responses: tuple[tuple[str, tuple[XmlLine, ...]], ...]
    field: Field
    """What the request carries, but for the login."""
    answer: Field


class ReferencePages:
    """Answers the reference's requests."""

    def __init__(self, respond: Callable[[Request], Response], username: str) -> None:
        self._respond = respond
        self._username = username
        self._templates = page_templates(PACKAGE)
        self._templates.globals.update(
            static=STATIC, paths=PATHS, endpoints=ENDPOINTS, groups=operations_by_group(), count=len(OPERATIONS),
            description_of=description_of, type_of=type_of, tenant=DEFAULT_TENANT,
        )  # fmt: skip

    def respond(self, request: Request) -> Response:
        if request.method not in ("GET", "HEAD", "POST"):
            return Response("Pages are read with GET, and their form is sent with POST.\n", 405, {
                "Allow": "GET, HEAD, POST", **HEADERS})  # fmt: skip
        if request.path.startswith(STATIC):
            sheet = static_file(request, PACKAGE, request.path.removeprefix(STATIC))
            return sheet or self._missing(f"There is no file {request.path}.")
        folder, _, file = request.path[1:].partition("/")
        if folder not in FOLDERS or file not in ("", "index.php"):
            return self._missing(f"There is no page {request.path}.")
        endpoint = _ENDPOINTS[FOLDERS[folder]]
        name = request.args.get("op")
        if name is None:
            return self._list(request, endpoint)
        if name not in _BY_NAME:
            return self._missing(f"There is no operation {name}.", endpoint)
        return self._operation(request, endpoint, _BY_NAME[name])

    def _list(self, request: Request, endpoint: Endpoint) -> Response:
        if request.method == "POST":
            return self._missing("The form is on the page of an operation.", endpoint)
        return self._page("list.html", endpoint=endpoint, address=_address(request, endpoint))

    def _operation(self, request: Request, endpoint: Endpoint, operation: Operation) -> Response:
        samples = samples_of(operation, endpoint)
        form = TryItForm.fresh(operation, endpoint, self._username, samples.text)
        shown: TryItResponse | None = None
        problem: Refused | None = None
        status = HTTPStatus.OK
        if request.method == "POST":
            try:
                form = _read(request)
                shown = send(form, endpoint, request, self._respond)
            except RequestEntityTooLarge:
                problem = Refused(Code.REQUEST_TOO_LARGE, f"At most {LARGEST_FORM} bytes are accepted.")
                status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
            except Refused as refused:
                problem, status = refused, HTTPStatus.UNPROCESSABLE_ENTITY
        return self._page(
            "operation.html",
            status,
            endpoint=endpoint,
            operation=operation,
            action=operation.soap_action(endpoint.namespace),
            address=_address(request, endpoint),
            samples=samples,
            form=replace(form, password=""),
            shown=shown,
            problem=problem,
            about=description_of(operation.subject),
            update_notes=shared().updates if operation.object else (),
            event_types=EVENT_DATA if operation.response != RESULT else {},
            unfolded=request.args.get("fields") == "all",
        )

    def _missing(self, message: str, endpoint: Endpoint = ENDPOINTS[0]) -> Response:
        return self._page("missing.html", HTTPStatus.NOT_FOUND, endpoint=endpoint, message=message, title="Not found")

    def _page(self, template: str, status: HTTPStatus = HTTPStatus.OK, **values: Any) -> Response:
        page = self._templates.get_template(template).render(values)
        return Response(page.encode("utf-8", "replace"), status, HEADERS, content_type=HTML)


@cache
def samples_of(operation: Operation, endpoint: Endpoint) -> OperationSamples:
    """Return the samples of an operation. The data of events is folded, since there is an event of each type."""
    request = sample_request(operation, endpoint)
    responses = tuple(
        (sample.title, tuple(lines_of(sample.envelope, frozenset({"data"}))))
        for sample in sample_responses(operation, endpoint)
    )
    holder = GRAMMAR.messages.get(operation.request)
    obj = operation.object
    field = Field(obj.plural, fields=(obj.field,)) if obj else holder
    assert field is not None
    wrapped = Field(operation.request, fields=(field,)) if obj else field
    answer = GRAMMAR.messages[RESULT] if operation.response == RESULT else _EVENTS
    return OperationSamples(tuple(lines_of(request)), pretty(request), responses, wrapped, answer)


_EVENTS = Field(
    "events_Get",
    fields=(Field("events", fields=(replace(GRAMMAR.messages["event"], repeated=True, key=("id",)),)),),
)


def type_of(field: Field) -> str:
    """Return the name of a field's type, as the table shows it."""
    if field.is_leaf:
        return {"int": "whole number", "flag": "yes or no", "boolean": "true or false"}.get(field.value, field.value)
    return field.structure or "group"


def _read(request: Request) -> TryItForm:
    request.max_form_memory_size = LARGEST_FORM
    request.max_content_length = LARGEST_FORM
    return TryItForm.sent(request.form.to_dict())


def _address(request: Request, endpoint: Endpoint) -> str:
    return f"{request.scheme}://{host_of(request)}/{DEFAULT_TENANT}/{endpoint.path}"
