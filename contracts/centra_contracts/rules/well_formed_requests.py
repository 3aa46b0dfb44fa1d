"""``well-formed-requests``: requests are valid by the WSDL, namespace and SOAPAction included."""

from __future__ import annotations

from functools import lru_cache

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from lxml import etree

from centra_contracts import strategies
from centra_contracts.exchange import ObservedExchange
from centra_contracts.observation import Observation
from centra_contracts.rules.base import PASSED, ContractRule, Finding, failed, judge_one_play, not_judged
from centra_contracts.scenario import OTHER, Scenario
from centra_mock.wire.endpoints import ENDPOINTS, ENVELOPE
from centra_mock.wire.operations import OPERATIONS
from centra_mock.wire.tree import parse

_SCHEMA = "{http://www.w3.org/2001/XMLSchema}schema"
_ENDPOINTS = {endpoint.name: endpoint for endpoint in ENDPOINTS}
_OPERATIONS = {operation.name: operation for operation in OPERATIONS}


def histories(page: int) -> SearchStrategy[Scenario]:
    """Draw histories on the first or the second endpoint of the check."""
    endpoints = st.sampled_from((None, OTHER))
    drawn = strategies.plain_histories(page)
    return st.builds(lambda scenario, endpoint: scenario.changed(endpoint=endpoint), drawn, endpoints)


def judge(observation: Observation) -> Finding:
    """Require that each request is valid."""
    if not observation.exchanges:
        return not_judged("The client made no call.")
    for exchange in observation.exchanges:
        if wrong := _objection(exchange, observation.wsdl):
            return failed(f"{exchange.operation or 'A request'} {wrong}", [exchange.id])
    return PASSED


def _objection(exchange: ObservedExchange, wsdl: bytes) -> str | None:
    """Return what is wrong with a request, or ``None``."""
    endpoint = _ENDPOINTS[exchange.endpoint]
    try:
        body = parse(exchange.request.encode()).find(f"{{{ENVELOPE}}}Body")
    except (etree.XMLSyntaxError, ValueError) as error:
        return f"is not well-formed XML: {error}"
    if body is None or len(body) != 1:
        return "does not have exactly one element in the Body of a SOAP 1.1 envelope."
    name = etree.QName(body[0])
    if name.namespace != endpoint.namespace:
        return f"is in the namespace {name.namespace}; that of this endpoint is {endpoint.namespace}"
    try:
        _schema(wsdl).assertValid(body[0])
    except etree.DocumentInvalid as error:
        reason = str(error).replace(f"{{{endpoint.namespace}}}", "")
        return f"is not valid by the WSDL: {reason}"
    return _action_objection(exchange, endpoint.namespace)


def _action_objection(exchange: ObservedExchange, namespace: str) -> str | None:
    operation = _OPERATIONS.get(exchange.operation or "")
    action = exchange.request_headers.get("soapaction")
    if operation is None or (action is not None and action.strip('"') == operation.soap_action(namespace)):
        return None
    wanted = f'the WSDL requires "{operation.soap_action(namespace)}"'
    return f"has no SOAPAction; {wanted}" if action is None else f"has the SOAPAction {action}; {wanted}"


@lru_cache(maxsize=8)
def _schema(wsdl: bytes) -> etree.XMLSchema:
    # Parsed as a separate document, so that it has the prefixes that the WSDL declares.
    return etree.XMLSchema(parse(etree.tostring(next(parse(wsdl).iter(_SCHEMA)))))


RULE = ContractRule(
    "well-formed-requests",
    "Requests are valid by the WSDL.",
    judge_one_play(judge),
    histories,
    state="unused",
    order=170,
)
