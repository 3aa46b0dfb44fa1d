"""A document ready for a page: coloured and folded, and no more of it than can be shown soon."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from lxml import etree

from centra_mock.web.ui.xml_view import XmlLine, lines_of
from centra_mock.wire.tree import parse, parse_beginning

LONGEST = 64 * 1024
"""Bytes that are shown: more of them take long to colour, and a file has it all."""


@dataclass(frozen=True)
class XmlDocumentView:
    """What a page shows of a text."""

    lines: list[XmlLine]
    """Nothing where it is no XML."""
    raw: str
    size: int
    """Bytes of the whole."""
    is_cut: bool


def document_view(data: bytes, folded: frozenset[str] = frozenset()) -> XmlDocumentView:
    """Return a view of a text. Only its first bytes are parsed if it is long. Elements named in ``folded`` start
    folded."""
    is_cut = len(data) > LONGEST
    lines: list[XmlLine] = []
    with suppress(etree.XMLSyntaxError):
        root = parse_beginning(data[:LONGEST]) if is_cut else parse(data)
        lines = lines_of(root, folded) if root is not None else []
    return XmlDocumentView(lines, data[:LONGEST].decode("utf-8", "replace"), len(data), is_cut)
