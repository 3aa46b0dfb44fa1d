"""The WSDL: built by spyne once for each endpoint, and corrected where spyne has no option."""

from __future__ import annotations

from html import escape
from typing import Any

from lxml import etree
from spyne.interface.wsdl import Wsdl11

from centra_mock.wire.endpoints import Endpoint
from centra_mock.wire.operations import OPERATIONS

_ADDRESS = "http://address.invalid/"
_NS = {"wsdl": "http://schemas.xmlsoap.org/wsdl/", "soap": "http://schemas.xmlsoap.org/wsdl/soap/"}


_NAMES = {"portType": "CentraPortType", "binding": "CentraBinding", "port": "CentraPort", "service": "CentraService"}
"""Spyne has one name for all of them, with which generators of code make classes that collide."""


class Wsdl:
    """The WSDL of an endpoint, for any address that a client uses."""

    def __init__(self, application: Any, endpoint: Endpoint) -> None:
        built = Wsdl11(application.interface)
        built.build_interface_document(_ADDRESS)
        document = etree.fromstring(built.get_interface_document())
        _correct(document, endpoint)
        self._text = etree.tostring(document, xml_declaration=True, encoding="UTF-8")

    def at(self, address: str) -> bytes:
        return self._text.replace(_ADDRESS.encode(), escape(address).encode())


def _correct(document: Any, endpoint: Endpoint) -> None:
    _name_apart(document)
    # What is left is used by an element or by a name in an attribute: readers choose SOAP 1.2 by its mere prefix.
    etree.cleanup_namespaces(document, keep_ns_prefixes=["tns", "xs"])
    actions = {operation.name: operation.soap_action(endpoint.namespace) for operation in OPERATIONS}
    for operation in document.iterfind(".//wsdl:operation", _NS):
        operation.attrib.pop("parameterOrder", None)
        for binding in operation.iterfind("soap:operation", _NS):
            binding.set("soapAction", actions[operation.get("name")])


def _name_apart(document: Any) -> None:
    for tag, name in _NAMES.items():
        for node in document.iterfind(f".//wsdl:{tag}", _NS):
            node.set("name", name)
    for tag, attribute, named in (("binding", "type", "portType"), ("port", "binding", "binding")):
        for node in document.iterfind(f".//wsdl:{tag}", _NS):
            node.set(attribute, f"tns:{_NAMES[named]}")
