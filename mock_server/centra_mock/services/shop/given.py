"""What the caller gives, as fields or as XML, deep-merged over what the shop would write."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree

from centra_mock.domain.conversion import Inward
from centra_mock.domain.merge import merge
from centra_mock.domain.validate import check_id, validate
from centra_mock.errors import Refused
from centra_mock.services.shop.desk import Desk
from centra_mock.services.update import StoredIds
from centra_mock.wire.build import Value, build
from centra_mock.wire.grammar import Field
from centra_mock.wire.names import CENTRA, SILK
from centra_mock.wire.tree import KIND, Element, element, own_id, parse, plain, text

Fields = Mapping[str, Value]


def read(field: Field, fields: Fields | None, xml: str | None) -> Iterator[Element]:
    """The changes that the caller gives, each as an element with the client's ids."""
    if fields is not None:
        try:
            yield build(field, fields)
        except (TypeError, ValueError) as error:
            raise Refused(f"fields: {field.name}: {error}") from None
    if xml is not None:
        yield _element(field, xml)


def read_xml(text: str, where: str) -> Element:
    """The element that a text holds. Raises ``Refused`` where it is not XML."""
    try:
        return parse(text.encode())
    except (etree.XMLSyntaxError, UnicodeEncodeError) as error:
        raise Refused(f"{where}: not well-formed XML: {getattr(error, 'msg', error)}") from None


def _element(field: Field, xml: str) -> Element:
    root = read_xml(xml, "xml")
    name = etree.QName(root)
    namespace = name.namespace if name.namespace in (CENTRA, SILK) else ""
    found = plain(root, namespace or "")
    if found.tag != field.name:
        raise Refused(f"xml: holds the element {found.tag}, but {field.name} is expected")
    return found


def override(desk: Desk, field: Field, tree: Element, fields: Fields | None, xml: str | None = None) -> None:
    """Merge what the caller gives into an object or a part of one, whose own id stays what it is."""
    for change in read(field, fields, xml):
        _keep_id(desk, field, tree, change)
        apply(desk, field, tree, change)


def apply(desk: Desk, field: Field, tree: Element, change: Element) -> None:
    """Check, convert and merge one change."""
    validate(change, field)
    Inward(StoredIds(desk.unit)).convert(change, field)
    merge(tree, change, field)


def name_it(desk: Desk, kind: str, id: int, fields: Fields | None, xml: str | None, field: Field) -> None:
    """Let the caller choose the id of a new thing: an entry of the conversion table."""
    for change in read(field, fields, xml):
        if external := text(change, "id"):
            check_id(external)
            desk.unit.ids.set(kind, id, external)


def _keep_id(desk: Desk, field: Field, tree: Element, change: Element) -> None:
    shown = desk.shown(field.name, tree)
    for leaf in change.findall("id"):
        given = leaf.text or ""
        if leaf.get(KIND) is None and given != shown:
            raise Refused(f'id: {field.name} "{shown}" can\'t become "{given}" here; edit the conversion table')
        change.remove(leaf)
    own = element("id", str(own_id(tree)))
    own.set(KIND, field.name)
    change.insert(0, own)
