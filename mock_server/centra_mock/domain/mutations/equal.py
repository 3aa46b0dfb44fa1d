"""The same answer in other words: equal XML, as canonical XML without comments has it."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import NamedTuple

from lxml import etree

from centra_mock.domain.mutations.names import NameWriter
from centra_mock.domain.mutations.texts import TextWriter
from centra_mock.wire.endpoints import ENVELOPE
from centra_mock.wire.tree import BLANKS, Element, parse

UTF8 = "utf-8"
_ENCODINGS = {"bom": UTF8, "utf16": "utf-16", "latin1": "iso-8859-1"}
_WHITE = ("\n", "\n  ", " ", "\t", "\r\n", "\n\n\n", "\n" + 40 * " ")
_COMMENTS = (
    "<!-- -->", "<!---->", "<!-- <ns1:id>0</ns1:id> -->", "<!-- <success>false</success> & more -->",
    "<!-- ]]> </ns1:event> -->", "<!--\n  made by hand\n-->",
)  # fmt: skip


@dataclass(frozen=True)
class Rewritten:
    body: bytes
    charset: str


def rewrite(answer: bytes, random: Random, kinds: frozenset[str], rate: float) -> Rewritten:
    """Return an answer in other, equal XML. White space is changed only where the content is elements alone."""
    if not kinds or not rate:
        return Rewritten(answer, UTF8)
    root = parse(answer)
    if root.find(f"{{{ENVELOPE}}}Body/{{{ENVELOPE}}}Fault") is not None:
        kinds -= {"prefixes"}  # The code of a fault is a name with a prefix, as a text.
    wanted = sorted(kinds & set(_ENCODINGS))
    form = random.choice(wanted) if wanted and random.random() < rate else ""
    charset = _ENCODINGS.get(form, UTF8)
    document = _document(root, random, kinds, rate, charset)
    mark = "\ufeff" if form in ("bom", "utf16") else ""
    try:
        return Rewritten((mark + document).encode("utf-16-le" if form == "utf16" else charset), charset)
    except UnicodeEncodeError:
        # A name that this charset cannot write, for which there are no references.
        return Rewritten(_document(root, random, kinds, rate, UTF8).encode(), UTF8)


def _document(root: Element, random: Random, kinds: frozenset[str], rate: float, charset: str) -> str:
    return _declaration(random, kinds, charset) + _Writer(random, kinds, rate, charset).write(root)


def _declaration(random: Random, kinds: frozenset[str], charset: str) -> str:
    usual = f'<?xml version="1.0" encoding="{charset.upper()}"?>\n'
    if "declaration" not in kinds:
        return usual
    others = [
        f"<?xml version='1.0' encoding='{charset}'?>",
        f'<?xml version="1.0"  encoding = "{charset.upper()}" standalone="yes" ?>\r\n\r\n',
        usual,
    ]
    if charset == UTF8:
        others += ["", '<?xml version="1.0"?>']
    return random.choice(others)


class _OpenElement(NamedTuple):
    """An element that is not at its end yet."""

    name: str
    """Its name as it is written; nothing where it has no end tag."""
    has_only_elements: bool


class _Writer:
    """Writes a tree as text, with a choice wherever XML leaves one."""

    def __init__(self, random: Random, kinds: frozenset[str], rate: float, charset: str) -> None:
        self._random = random
        self._kinds = kinds
        self._rate = rate
        self._out: list[str] = []
        self._open: list[_OpenElement] = []
        """The elements around the place that is written."""
        self._names = NameWriter(random, rate if "prefixes" in kinds else None)
        self._texts = TextWriter(random, kinds, rate, charset)

    def write(self, root: Element) -> str:
        self._between(None)
        # Without recursion: the data of an event may be nested to any depth.
        declared: dict[str, str] = {}
        for event, item in etree.iterwalk(root, events=("start", "end", "start-ns")):
            if event == "start-ns":
                declared |= (item,)
            elif event == "start":
                self._open.append(self._start(item, declared))
                declared = {}
            else:
                self._end(item, self._open.pop())
        self._between(None)
        return "".join(self._out)

    def _start(self, node: Element, declared: dict[str, str]) -> _OpenElement:
        name, namespaces, attributes = self._names.enter(node, declared)
        pairs = [*namespaces, *attributes]
        has_only_elements = _only_elements(node)
        if "tags" in self._kinds:
            self._random.shuffle(pairs)
        self._out.append(f"<{name}")
        for key, value in pairs:
            self._out.append(f"{self._space()}{key}{self._equals()}{self._texts.attribute(value)}")
        if len(node) == 0 and not node.text and not self._chance("tags"):
            self._out.append("/>" if not self._chance("tags") else " />")
            return _OpenElement("", has_only_elements)
        self._out.append(f"{self._gap()}>")
        if has_only_elements:
            self._between(node.text)
        else:
            self._out.append(self._texts.text(node.text or ""))
        return _OpenElement(name, has_only_elements)

    def _end(self, node: Element, it: _OpenElement) -> None:
        self._names.leave()
        if it.name:
            self._out.append(f"</{it.name}{self._gap()}>")
        if not self._open:
            return
        if self._open[-1].has_only_elements:
            self._between(node.tail)
        else:
            self._out.append(self._texts.text(node.tail or ""))

    def _between(self, there: str | None) -> None:
        """Write what stands between two elements: white space and comments."""
        self._out.append(self._random.choice(_WHITE) if self._chance("whitespace") else there or "")
        if self._chance("comments"):
            self._out.append(self._random.choice(_COMMENTS))
            if self._chance("whitespace"):
                self._out.append(self._random.choice(_WHITE))

    def _chance(self, kind: str) -> bool:
        return kind in self._kinds and self._random.random() < self._rate

    def _space(self) -> str:
        return self._random.choice(("  ", "\n", "\t ")) if self._chance("tags") else " "

    def _equals(self) -> str:
        return self._random.choice((" = ", "= ", " =")) if self._chance("tags") else "="

    def _gap(self) -> str:
        return self._random.choice((" ", "\n")) if self._chance("tags") else ""


def _only_elements(node: Element) -> bool:
    return len(node) > 0 and not any(text and text.strip(BLANKS) for text in (node.text, *(sub.tail for sub in node)))
