"""The wire contract: names, namespaces, prefixes, headers and the WSDL of each endpoint."""

from __future__ import annotations

import re
from base64 import b64encode

import pytest
import requests
from lxml import etree

from centra_mock import Centra
from centra_mock.wire.endpoints import ENDPOINTS, Endpoint
from centra_mock.wire.operations import GET_BY_MARKETS, OPERATIONS, Operation
from support.wire import call, envelope, login, post

WSDL = {"wsdl": "http://schemas.xmlsoap.org/wsdl/", "soap": "http://schemas.xmlsoap.org/wsdl/soap/"}
XSD = "{http://www.w3.org/2001/XMLSchema}"

every_endpoint = pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.name)


def wsdl(centra: Centra, endpoint: Endpoint) -> etree._Element:
    answer = requests.get(f"{centra.endpoint_url(endpoint.name)}?wsdl", timeout=30)
    assert answer.headers["Content-Type"] == "text/xml; charset=utf-8"
    return etree.fromstring(answer.content)


@every_endpoint
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_every_operation_answers_with_its_documented_element(
    centra: Centra, endpoint: Endpoint, operation: Operation
) -> None:
    markets = "<markets><market><id>se</id></market></markets>" if operation == GET_BY_MARKETS else ""
    reply = call(centra, operation.request, f"<type>all</type>{markets}", endpoint.name)
    assert reply.http.status_code == 200
    assert reply.body.tag == operation.response
    assert f"<ns1:{operation.response}>".encode() in reply.http.content
    assert f'xmlns:ns1="{endpoint.namespace}"'.encode() in reply.http.content


def test_there_are_seventeen_operations() -> None:
    assert len(OPERATIONS) == 17
    assert {operation.name for operation in OPERATIONS if operation.object} == {
        "accounts_Update", "customers_Update", "deliverywindows_Update", "invoices_Update", "markets_Update",
        "orders_Update", "paymentterms_Update", "pricealterationdates_Update", "pricelists_Update", "products_Update",
        "salesreps_Update", "shippingterms_Update", "sizes_Update", "warehouses_Update",
    }  # fmt: skip


def test_responses_carry_prefixes_and_ids_that_naive_clients_depend_on(centra: Centra) -> None:
    http = call(centra, "events_GetRequest", "<type>all</type>").http
    assert http.headers["Content-Type"] == "text/xml; charset=utf-8"
    assert re.fullmatch(r"1_[0-9a-f]{32}", http.headers["X-Centra-Request-ID"])
    assert http.headers["X-Correlation-ID"] == f"centra_{http.headers['X-Centra-Request-ID']}"
    assert http.text.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<SOAP-ENV:Envelope xmlns:SOAP-ENV=')
    assert "<SOAP-ENV:Body><ns1:events_Get><ns1:events/></ns1:events_Get></SOAP-ENV:Body>" in http.text


@every_endpoint
def test_the_wsdl_names_every_element_action_and_address(centra: Centra, endpoint: Endpoint) -> None:
    document = wsdl(centra, endpoint)
    namespace = endpoint.namespace
    assert document.get("targetNamespace") == namespace
    (address,) = document.iterfind(".//soap:address", WSDL)
    assert address.get("location") == centra.endpoint_url(endpoint.name)
    actions = {
        node.getparent().get("name"): node.get("soapAction")  # type: ignore[union-attr]
        for node in document.iterfind(".//wsdl:binding/wsdl:operation/soap:operation", WSDL)
    }
    assert actions == {each.name: f"{namespace}{each.name[0].upper()}{each.name[1:]}" for each in OPERATIONS}
    elements = {node.get("name") for node in document.iterfind(f".//{XSD}schema/{XSD}element")}
    assert {each.request for each in OPERATIONS} | {each.response for each in OPERATIONS} <= elements
    styles = {node.get("style") for node in document.iterfind(".//soap:binding", WSDL)}
    assert styles == {"document"}
    assert {node.get("use") for node in document.iterfind(".//soap:body", WSDL)} == {"literal"}


@every_endpoint
def test_the_wsdl_declares_no_prefix_that_it_does_not_use(centra: Centra, endpoint: Endpoint) -> None:
    document = wsdl(centra, endpoint)
    nodes = list(document.iter())
    declared = {prefix for node in nodes for prefix in node.nsmap}
    used = {node.prefix for node in nodes}
    used |= {
        value.split(":")[0]
        for node in nodes
        for value in map(str, node.attrib.values())
        if re.fullmatch(r"\w+:\w+", value)
    }
    assert declared <= used
    assert not any("soap12" in uri or "2003/05" in uri for node in nodes for uri in node.nsmap.values())


@every_endpoint
def test_service_port_binding_and_port_type_have_names_of_their_own(centra: Centra, endpoint: Endpoint) -> None:
    document = wsdl(centra, endpoint)
    (service,), (port,), (binding,), (port_type,) = (
        document.findall(f".//wsdl:{tag}", WSDL) for tag in ("service", "port", "binding", "portType")
    )
    assert len({node.get("name") for node in (document, service, port, binding, port_type)}) == 5
    assert (port.get("binding"), binding.get("type")) == (f"tns:{binding.get('name')}", f"tns:{port_type.get('name')}")


@pytest.mark.parametrize("operation", ["events_GetRequest", "events_GetByMarkets"])
@pytest.mark.parametrize("name", ["type", "section"])
def test_the_type_of_events_is_called_type_or_section(shop: Centra, operation: str, name: str) -> None:
    shop.place_order()
    markets = "<markets><market><id>se</id></market></markets>" if operation == "events_GetByMarkets" else ""
    found = call(shop, operation, f"<{name}>order</{name}>{markets}").body.findall("events/event")
    assert [event.findtext("type") for event in found] == ["order"]


def test_the_wsdl_has_the_place_of_the_login(centra: Centra) -> None:
    for endpoint in ENDPOINTS:
        document = wsdl(centra, endpoint)
        request = document.find(f".//{XSD}complexType[@name='events_GetRequestType']")
        assert request is not None
        in_body = next(field.get("name") for field in request.iter(f"{XSD}element")) == "login"
        in_header = document.find(".//wsdl:binding//soap:header", WSDL) is not None
        assert (in_body, in_header) == ((True, False) if endpoint.login == "body" else (False, True)), endpoint.name


def test_the_wsdl_has_all_nested_types(centra: Centra) -> None:
    document = wsdl(centra, ENDPOINTS[0])
    types = {node.get("name"): node for node in document.iterfind(f".//{XSD}schema/{XSD}complexType")}
    name = "Order"
    for step, found in (("products", "OrderProducts"), ("product", "OrderLine"), ("sizes", "OrderLineSizes"),
                        ("size", "OrderSize"), ("orderitem", "Reference")):  # fmt: skip
        field = types[name].find(f".//{XSD}element[@name='{step}']")
        assert field is not None, f"{name}/{step}"
        name = str(field.get("type")).split(":")[1]
        assert name == found
    store = types["Order"].find(f".//{XSD}element[@name='store']")
    internal = types["Order"].find(f".//{XSD}element[@name='internal']")
    assert store is not None
    assert internal is not None
    assert store.get("type") == "xs:integer"
    assert internal.get("type") == "xs:boolean"


def test_the_wsdl_has_the_address_that_the_client_used(centra: Centra) -> None:
    headers = {"Host": "centra.example.com:8443", "X-Forwarded-Proto": "https"}
    answer = requests.get(centra.wsdl_url, headers=headers, timeout=30)
    (address,) = etree.fromstring(answer.content).iterfind(".//soap:address", WSDL)
    assert address.get("location") == f"https://centra.example.com:8443/{centra.name}/{ENDPOINTS[0].path}"


def test_navision_api_accepts_basic_and_a_soap_header(centra: Centra) -> None:
    endpoint = ENDPOINTS[2]
    url, namespace = centra.endpoint_url(endpoint.name), endpoint.namespace
    asked = "<events_GetRequest><type>all</type></events_GetRequest>"
    basic = b64encode(f"{centra.login.username}:{centra.login.password}".encode()).decode()
    in_http = post(url, envelope(asked, namespace).encode(), namespace,
                   {"Content-Type": "text/xml", "Authorization": f"Basic {basic}"})  # fmt: skip
    header = f'<e:Header xmlns="{namespace}">{login(centra)}</e:Header><e:Body'
    in_soap = post(url, envelope(asked, namespace).replace("<e:Body", header, 1).encode(), namespace)
    in_body = post(url, envelope(asked.replace("<type>", f"{login(centra)}<type>"), namespace).encode(), namespace)
    assert in_http.body.tag == in_soap.body.tag == "events_Get"
    assert in_body.fault is not None
    assert "HTTP Basic" in in_body.fault


def test_the_endpoints_share_their_data(shop: Centra) -> None:
    order = shop.place_order()
    for endpoint in ENDPOINTS:
        reply = call(shop, "events_GetRequest", "<type>order</type>", endpoint.name)
        assert [event.findtext("entry") for event in reply.body.iterfind("events/event")] == [order]
