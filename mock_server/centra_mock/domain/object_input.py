"""What a caller gives of an object, as fields or as XML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree

from centra_mock.error_codes import Code
from centra_mock.errors import Refused
from centra_mock.wire.endpoints import CENTRA, SILK
from centra_mock.wire.grammar import Field
from centra_mock.wire.tree import Element, normalized, parse
from centra_mock.wire.values import Value, build

Fields = Mapping[str, Value]


def read_changes(field: Field, fields: Fields | None, xml: str | None) -> Iterator[Element]:
    """Yield the changes from the caller's fields and XML, each as an element with the client's ids."""
    if fields is not None:
        try:
            yield build(field, fields)
        except (TypeError, ValueError) as error:
            raise Refused(Code.INVALID_VALUE, str(error), f"fields: {field.name}") from None
    if xml is not None:
        yield _element(field, xml)


def read_xml(text: str, where: str) -> Element:
    """Return the element that a text holds. Raises ``Refused`` if it is not well-formed."""
    try:
        return parse(text.encode())
    except (etree.XMLSyntaxError, UnicodeEncodeError) as error:
        raise Refused(Code.MALFORMED_XML, f"not well-formed XML: {getattr(error, 'msg', error)}", where) from None


def _element(field: Field, xml: str) -> Element:
    root = read_xml(xml, "xml")
    name = etree.QName(root)
    namespace = name.namespace if name.namespace in (CENTRA, SILK) else ""
    found = normalized(root, namespace or "")
    if found.tag != field.name:
        raise Refused(Code.MISPLACED_ELEMENT, f"holds the element {found.tag}, but {field.name} is expected", "xml")
    return found
