"""Find Centra's messages in any text: XML files, pasted logs, fragments whose prefixes are not declared.

A log is untrusted and often damaged. Only elements with names of the API are looked for, each from its start tag to its
end tag, so that text between them, document types and entities never reach the parser. The work is linear in the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape

from lxml import etree

from centra_mock.error_codes import Code
from centra_mock.errors import FileError
from centra_mock.lab.traffic import FAULT, LoggedMessage
from centra_mock.wire.endpoints import CENTRA, ENVELOPE, SILK, XSI
from centra_mock.wire.operations import BY_REQUEST, GET, RESULT
from centra_mock.wire.tree import Element, element

_ROOTS = ("Envelope", FAULT, GET.response, "events", "event", RESULT, *BY_REQUEST)
_START = re.compile(rf"<(?P<tag>(?:[\w.-]{{1,40}}:)?(?P<name>{'|'.join(_ROOTS)}))(?:\s[^<>]*)?(?P<empty>/?)>", re.ASCII)
_END = re.compile(rf"</(?P<tag>(?:[\w.-]{{1,40}}:)?(?:{'|'.join(_ROOTS)}))\s*>", re.ASCII)
_PREFIXES = re.compile(r"(?:</?|\s)([A-Za-z_][\w.-]{0,39}):[A-Za-z_]", re.ASCII)
_SOAP = re.compile(r"<([A-Za-z_][\w.-]{0,39}):(?:Envelope|Body|Header|Fault)\b", re.ASCII)
_TIME = re.compile(
    r"(?<!\d)(20\d\d)-?(\d\d)-?(\d\d)[T _]?(\d\d)[:.-]?(\d\d)[:.-]?(\d\d)(?:[.,](\d{1,6})\d*)?(Z|[+-]\d\d:?\d\d)?",
    re.ASCII,
)
_BESIDE = 300
"""Characters before a message in which its time is looked for."""

_UNDECLARED = etree.ErrorTypes.NS_ERR_UNDEFINED_NAMESPACE
"""The parser's error for a prefix that is not declared."""

_MOST_PREFIXES = 30
"""Prefixes in one message: looking one up takes time with their number."""

_PARSER = etree.XMLParser(
    resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True, huge_tree=False
)
"""Without ``huge_tree``, libxml2 limits depth, the length of texts and what entities may grow to."""

_PLAIN = etree.XSLT(
    etree.XML(f"""
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:c="{CENTRA}" xmlns:s="{SILK}"
  xmlns:e="{ENVELOPE}">
  <xsl:template match="*"><xsl:copy><xsl:apply-templates/></xsl:copy></xsl:template>
  <xsl:template match="c:* | s:*">
    <xsl:element name="{{local-name()}}"><xsl:apply-templates/></xsl:element>
  </xsl:template>
  <xsl:template match="e:Fault">
    <xsl:element name="Fault"><xsl:apply-templates/></xsl:element>
  </xsl:template>
</xsl:stylesheet>""")
)
"""Takes Centra's namespaces and all attributes away; several times as fast as in Python."""


def messages_in(text: str, file: str, line: int = 1) -> Iterator[LoggedMessage]:
    """Yield the messages in a text that begins in a line of a file, in order.

    Raises ``FileError`` for one that is no XML, and for a text with none."""
    found = False
    for source in (text, unescape(text)) if "&lt;" in text else (text,):
        for message in _messages(source, file, line):
            found = True
            yield message
        if found:
            return
    raise FileError(
        Code.NO_TRAFFIC,
        "there is no request or answer of Centra's API in it; expected is XML such as <ns1:events_Get>…",
        file,
    )


def time_in(text: str) -> datetime | None:
    """Return the last time that is written in a text; one without an offset is taken as UTC."""
    found = _TIME.findall(text)
    if not found:
        return None
    *numbers, fraction, zone = found[-1]
    offset = (zone or "+00:00").replace("Z", "+00:00")
    try:
        day, clock = "-".join(numbers[:3]), ":".join(numbers[3:])
        return datetime.fromisoformat(f"{day}T{clock}.{(fraction or '0').ljust(6, '0')}{offset}").astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _messages(text: str, file: str, line: int) -> Iterator[LoggedMessage]:
    """Yield the messages; events that stand alone, as in a fragment of an answer, are gathered into one."""
    loose: list[LoggedMessage] = []
    for message in _found(text, file, line):
        if message.element.tag == "event":
            # A bare id is a part of a request that was cut off.
            if len(message.element):
                loose.append(message)
            continue
        if loose:
            yield _gathered(loose)
            loose = []
        yield message
    if loose:
        yield _gathered(loose)


def _gathered(events: list[LoggedMessage]) -> LoggedMessage:
    answer = element(GET.response, None, element("events", None, *(each.element for each in events)))
    return LoggedMessage(events[0].place, answer, events[0].namespace, events[0].at)


def _found(text: str, file: str, line: int) -> Iterator[LoggedMessage]:
    ends: dict[str, list[int]] = {}
    for end in _END.finditer(text):
        ends.setdefault(end["tag"], []).append(end.end())
    position = counted = 0
    while start := _START.search(text, position):
        line += text.count("\n", counted, start.start())
        counted = start.start()
        known = ends.get(start["tag"], [])
        place = bisect_left(known, start.end())
        if start["empty"]:
            end_at = start.end()
        elif place < len(known):
            end_at = known[place]
        else:
            # It was cut off: what is whole inside it is found next.
            position = start.end()
            continue
        where = f"{file}: line {line}"
        before = text[max(position, start.start() - _BESIDE) : start.start()]
        message = _read(text[start.start() : end_at], where, line, time_in(before))
        position = end_at
        if message is not None:
            yield message


def _read(xml: str, where: str, line: int, at: datetime | None) -> LoggedMessage | None:
    root = parse_fragment(xml, where, line)
    name = etree.QName(root)
    if name.localname == "Envelope":
        found = root.find(f"{{{name.namespace}}}Body/*")
        if found is None:
            return None
        root, name = found, etree.QName(found)
    plain = _PLAIN(root).getroot()
    if plain.tag == "events":
        plain = element(GET.response, None, plain)
    return LoggedMessage(where, plain, name.namespace or "", at)


def parse_fragment(xml: str, where: str, line: int = 1) -> Element:
    """Return the element that a text holds, also where its prefixes are not declared. Raises ``FileError``."""
    try:
        return etree.fromstring(xml.encode("utf-8", "replace"), _PARSER)
    except etree.XMLSyntaxError as error:
        if getattr(error, "code", None) != _UNDECLARED:
            raise _malformed(error, where, line) from None
    namespaces = _undeclared(xml)
    if len(namespaces) > _MOST_PREFIXES:
        raise FileError(Code.MALFORMED_XML, f"there are more than {_MOST_PREFIXES} prefixes of namespaces", where)
    names = "".join(f' xmlns:{prefix}="{namespace}"' for prefix, namespace in namespaces.items())
    try:
        return etree.fromstring(f"<x{names}>{xml}</x>".encode("utf-8", "replace"), _PARSER)[0]
    except etree.XMLSyntaxError as error:
        raise _malformed(error, where, line) from None


def _undeclared(xml: str) -> dict[str, str]:
    """Return a namespace for each prefix. Those that are declared inside have their own there."""
    soap = set(_SOAP.findall(xml))
    prefixes = {prefix for prefix in _PREFIXES.findall(xml) if not prefix.lower().startswith("xml")}
    return {each: ENVELOPE if each in soap else XSI if each == "xsi" else CENTRA for each in prefixes}


def _malformed(error: etree.XMLSyntaxError, where: str, line: int) -> FileError:
    here = line + (error.lineno or 1) - 1
    place = where if line == here else f"{where.rpartition(': line')[0] or where}: line {here}"
    # The rest of the message is the place in the fragment.
    why = str(error.msg).partition(", line ")[0]
    return FileError(Code.MALFORMED_XML, f"not well-formed XML: {why}", place)
