"""The samples are accepted by the mock, valid by the WSDL, and complete by the grammar."""

from __future__ import annotations

from graphlib import TopologicalSorter

import pytest
import requests
from lxml import etree

from centra_mock import Centra, Line, MockServer
from centra_mock.wire.endpoints import ENDPOINTS, ENVELOPE, Endpoint
from centra_mock.wire.grammar import GRAMMAR, OBJECTS, Field, ObjectType
from centra_mock.wire.operations import EVENT_DATA, EVENT_TYPES, OPERATIONS, RESULT, UPDATES, Operation
from centra_mock.wire.samples import PASSWORD, USERNAME, pretty, sample_object, sample_request, sample_responses
from centra_mock.wire.tree import Element, normalized
from support.wire import Reply, post

XSD = "{http://www.w3.org/2001/XMLSchema}"


every_endpoint = pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.name)
every_operation = pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)


def operation_named(name: str) -> Operation:
    return next(operation for operation in OPERATIONS if operation.name == name)


def content(envelope: Element, endpoint: Endpoint) -> Element:
    """Return the element in the body of an envelope, without namespaces."""
    (body,) = envelope.findall(f"{{{ENVELOPE}}}Body/*")
    return normalized(body, endpoint.namespace)


def sent(centra: Centra, operation: Operation, endpoint: Endpoint) -> Reply:
    """Send the sample of an operation with the login, and return the answer."""
    text = pretty(sample_request(operation, endpoint))
    text = text.replace(USERNAME, centra.login.username).replace(PASSWORD, centra.login.password)
    headers = {
        "Content-Type": "text/xml; charset=utf-8",
        "SOAPAction": f'"{operation.soap_action(endpoint.namespace)}"',
    }
    return post(centra.endpoint_url(endpoint.name), text.encode(), endpoint.namespace, headers)


def referred_to(obj: ObjectType) -> set[str]:
    """Return the plurals of the types to which a type refers."""
    homes = (GRAMMAR.homes.get(leaf.bears or "") for leaf in obj.field.walk())
    return {home.plural for home in homes if home and home is not obj}


def in_order_of_references() -> list[str]:
    """Return the plurals of all types, referenced types first."""
    return list(TopologicalSorter({obj.plural: referred_to(obj) for obj in OBJECTS.values()}).static_order())


@every_endpoint
def test_the_samples_fill_a_shop_when_sent_in_order(centra: Centra, endpoint: Endpoint) -> None:
    updates = {operation.object.plural: operation for operation in UPDATES if operation.object}
    for plural in in_order_of_references():
        if plural == "orders":
            refused = sent(centra, updates[plural], endpoint)
            assert refused.errors == [
                'order "1": there is no such order; orders are made in Centra, and a client changes those it was shown'
            ]
            email = sample_object(OBJECTS["customer"]).findtext("email")
            assert centra.place_order([Line(quantity=4)], customer={"email": email}) == "1"
        reply = sent(centra, updates[plural], endpoint)
        assert reply.success, f"{plural}: {reply.fault or reply.errors}"
    for name in ("events_Get", "events_GetByMarkets"):
        assert sent(centra, operation_named(name), endpoint).body.findall("events/event")
    assert sent(centra, operation_named("events_Done"), endpoint).success
    stored = centra.objects.get("product", "jacket")
    assert stored is not None
    assert stored.findtext("variations/variation/sizes/size/warehouseitems/warehouse/id") == "main"


@pytest.mark.parametrize("obj", OBJECTS.values(), ids=lambda obj: obj.name)
def test_a_sample_object_has_every_field_in_order(obj: ObjectType) -> None:
    same_structure(sample_object(obj), obj.field)


def same_structure(node: Element, field: Field) -> None:
    """Check that each field is there once, in the order of the grammar; one of repeated elements must be complete."""
    if field.is_leaf:
        assert len(node) == 0
        return
    in_order = list(dict.fromkeys(str(sub.tag) for sub in node))
    assert in_order == [sub.name for sub in field.fields]
    for sub in field.fields:
        same_structure(max(node.findall(sub.name), key=lambda each: len(list(each.iter()))), sub)


@every_operation
@every_endpoint
def test_a_sample_response_has_the_grammars_structure(operation: Operation, endpoint: Endpoint) -> None:
    for sample in sample_responses(operation, endpoint):
        body = content(sample.envelope, endpoint)
        assert body.tag == operation.response
        assert b"<SOAP-ENV:Body><ns1:" in etree.tostring(sample.envelope)
        if operation.response == RESULT:
            assert [sub.tag for sub in body] == [field.name for field in GRAMMAR.messages["result"].fields]
            assert (body.findtext("success") == "false") == (body.find("errors/message") is not None)
            continue
        events = body.findall("events/event")
        types = [event.findtext("type") for event in events]
        assert types == [type for type in EVENT_TYPES if operation.name == "events_Get" or type in types]
        for event in events:
            assert [sub.tag for sub in event] == [field.name for field in GRAMMAR.messages["event"].fields]
            (data,) = event.iterfind("data/*")
            assert data.tag == event.findtext("type")
            assert data.findtext("id") == event.findtext("entry")
            same_structure(data, EVENT_DATA[str(data.tag)].field)


def test_sample_events_of_markets_belong_to_markets() -> None:
    (sample,) = sample_responses(operation_named("events_GetByMarkets"), ENDPOINTS[0])
    types = [type.text for type in content(sample.envelope, ENDPOINTS[0]).iterfind("events/event/type")]
    assert {"account", "market", "order"} <= {*types}
    assert "product" not in types


@pytest.fixture(scope="module")
def schemas(server: MockServer) -> dict[str, etree.XMLSchema]:
    """Return the schema in the WSDL of each endpoint."""
    made = {}
    for endpoint in ENDPOINTS:
        document = etree.fromstring(
            requests.get(f"{server.centra.endpoint_url(endpoint.name)}?wsdl", timeout=30).content
        )
        (schema,) = document.iter(f"{XSD}schema")
        made[endpoint.name] = etree.XMLSchema(etree.fromstring(etree.tostring(schema)))
    return made


@every_operation
@every_endpoint
def test_samples_are_valid_by_the_wsdl(
    schemas: dict[str, etree.XMLSchema], operation: Operation, endpoint: Endpoint
) -> None:
    envelopes = [
        sample_request(operation, endpoint),
        *(each.envelope for each in sample_responses(operation, endpoint)),
    ]
    for envelope in envelopes:
        for part in envelope.iterfind(f"{{{ENVELOPE}}}Body/*"):
            schemas[endpoint.name].assertValid(etree.fromstring(etree.tostring(part)))


def test_the_login_is_where_the_endpoint_reads_it() -> None:
    for endpoint in ENDPOINTS:
        text = pretty(sample_request(operation_named("orders_Update"), endpoint))
        assert (text.index("<login") < text.index(":Body>")) == (endpoint.login == "header")
        assert text.count(PASSWORD) == text.count(USERNAME) == 1


def test_a_field_without_a_description_has_a_sample_too() -> None:
    fields = (
        Field("novelty"),
        Field("count", "int"),
        Field("new", "flag"),
        Field("gadget", fields=(Field("id", bears="gadget"),)),
    )
    sample = sample_object(ObjectType("things", "thing", Field("thing", fields=fields)))
    paths = ("novelty", "count", "new", "gadget/id")
    assert [sample.findtext(path) for path in paths] == ["A novelty", "1", "yes", "gadget-1"]


def test_removed_and_added_samples_differ() -> None:
    for type, listed in (
        ("product", "variations/variation/displays/display/markets"),
        ("product", "variations/variation/displays/display/categories"),
        ("deliverywindow", "variations"),
    ):
        sample = sample_object(OBJECTS[type])
        added, removed = sample.findtext(f"{listed}/*/id"), sample.findtext(f"{listed}remove/*/id")
        assert added
        assert removed
        assert added != removed
