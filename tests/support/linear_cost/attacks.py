"""Adversarial texts: repetitions that a pattern or a parser almost accepts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest
from re import _compiler, _constants, _parser  # type: ignore[attr-defined]  # typeshed has them under an old name
from typing import Any


@dataclass(frozen=True, order=True)
class Attack:
    """A text of any size: a start, two repeated parts, and texts around them.

    ``%d`` in a part is the number of the repetition.
    """

    start: str
    part: str
    middle: str = ""
    second: str = ""
    end: str = ""

    def __str__(self) -> str:
        second = f" + {self.middle!r} + n * {self.second!r}" if self.second else ""
        return f"{self.start!r} + n * {self.part!r}{second} + {self.end!r}"

    @lru_cache(maxsize=1024)  # noqa: B019 (for as long as the process that measures)
    def text(self, size: int) -> str:
        """Return the text with at most ``size`` characters of repetitions."""
        count = max(size // len(self.part + self.second), 1)
        return "".join((self.start, _repeated(self.part, count), self.middle, _repeated(self.second, count), self.end))


def _repeated(part: str, count: int) -> str:
    return "".join(part % number for number in range(count)) if "%d" in part else part * count


PARTS = (
    " ", "\n", "<", ">", "&", '"', "'", "=", ":", "/", ".", "-", "\\", "#", "a", "0", "\0", "é", ",", "*", "@", "?",
    "<a ", "<a>", "</a>", "<a/>", "<a b='", "<!--", "<?a ", "<![CDATA[", "]]>", '<?xml version="1.', "<?xml encoding=",
    "<!DOCTYPE ", "&#1", "<login ", "<xpasswd", "<xpasswd>", "passwd=", "passwd='", "{", "[", "(", '{"a":', "- ", "a: ",
    "a=b&", "%%41", "://", " - at `$", "$.a[",
)  # fmt: skip
"""Texts that have stopped a server, or are made to."""

_SOAP = "<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'><e:Body>"
_END = "</e:Body></e:Envelope>"

DOCUMENTS = (
    Attack(f"{_SOAP}<a>", "<b>c</b>", end=f"</a>{_END}"),
    Attack(f"{_SOAP}<a>", "b&amp;", end=f"</a>{_END}"),
    Attack(f"{_SOAP}<a>", "b<!-- c -->", end=f"</a>{_END}"),
    Attack(f"{_SOAP}<a>", "b<![CDATA[c]]>", end=f"</a>{_END}"),
    Attack(f"{_SOAP}<a>", "<passwd>b</passwd>", end=f"</a>{_END}"),
    Attack(f"{_SOAP}<a>", "<login><password>***</password></login>", end=f"</a>{_END}"),
    Attack(f"{_SOAP}<a>", "<c:b xmlns:c='urn:%d'/>", end=f"</a>{_END}"),
    Attack(f"{_SOAP}<a", " b%d='c'", end=f"/>{_END}"),
    Attack(f"{_SOAP}<a b='", "&lt;\n", end=f"'/>{_END}"),
    Attack(f"{_SOAP}<a", " xmlns:b%d='urn:b'", ">", "<b/>", f"</a>{_END}"),
    Attack(f"{_SOAP}<a>", "<b>" * 50 + "</b>" * 50, end=f"</a>{_END}"),
    Attack(f"{_SOAP}<", "a", "/>", "", _END),
    Attack("[", '{"a":"b"},', end="0]"),
    Attack("", "[", "", "]"),
    Attack("{", '"a%d":[0],', end='"b":0}'),
    Attack('{"a":"', "\\u00e9", end='"}'),
    Attack("steps:\n", "- place: {count: 1}\n"),
    Attack("steps: [", "{a: b}, ", end="]"),
    Attack("title: ", "a b ", end="\nsteps: []\n"),
    Attack("", "<<: {a%d: b}\n"),
    Attack("<<: [", "{a%d: b}, ", end="]"),
)
"""Well-formed texts, which get further."""

_ENDS = ("", "\0", "<", ":", "a ")
"""Endings that few repetitions accept."""

_PROBES = "a <\"0'>/=-:.\n&A_*\t!?;,@[{(`$\u00e9"
"""Characters that represent a set: a letter, a blank and the start of a tag come first."""

_VARIANTS = 3
_REPEATS = {_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT}
_CHARACTERS = {_constants.LITERAL, _constants.NOT_LITERAL, _constants.IN, _constants.ANY, _constants.CATEGORY}

Node = tuple[Any, Any]
"""An instruction of a parsed pattern, and its arguments."""


def attacks_on(pattern: re.Pattern[Any]) -> list[Attack]:
    """Return adversarial texts for a pattern, derived from its syntax tree.

    Each beginning of a match, over and over; and for each repetition what leads to it, what it repeats or what follows
    it, over and over, and an end with which few go on.
    """
    source = pattern.pattern.decode("latin-1") if isinstance(pattern.pattern, bytes) else pattern.pattern
    tree = _parser.parse(source, pattern.flags)
    found = {Attack("", part) for part in PARTS}
    for variant in range(_VARIANTS):
        for least in (0, 1):
            sampler = _Sampler(variant, least)
            found |= {Attack("", text) for text in sampler.beginnings(tree)}
            found |= {Attack(before, text, end=end) for before, text in sampler.repetitions(tree) for end in _ENDS}
    return sorted(attack for attack in found if attack.part)


class _Sampler:
    """Makes short texts that match parts of a pattern; ``variant`` selects one of the possible texts."""

    def __init__(self, variant: int, least: int) -> None:
        self._variant = variant
        self._least = least
        """The number of repetitions of optional parts."""

    def sample(self, nodes: Any) -> str:
        return "".join(self._one(node) for node in nodes)

    def beginnings(self, nodes: Any, before: str = "") -> Iterator[str]:
        """Yield each text with which a match may begin, node by node."""
        for node, after in zip_longest(nodes, nodes[1:]):
            for inner in _inside(node):
                yield from self.beginnings(inner, before)
            before += self._one(node)
            if after is None or after[0] is not _constants.LITERAL:
                yield before

    def repetitions(self, nodes: Any, before: str = "") -> Iterator[tuple[str, str]]:
        """Yield for each repetition the text before it, a repeated text, and a text that may follow it."""
        for place, node in enumerate(nodes, 1):
            for inner in _inside(node):
                yield from self.repetitions(inner, before)
                if node[0] in _REPEATS:
                    yield before, self.sample(inner)
                    yield from ((before, text) for text in self.beginnings(nodes[place:]))
            before += self._one(node)

    def _one(self, node: Node) -> str:
        """Return a text that a node matches."""
        op, value = node
        if op in _CHARACTERS:
            known = _characters(repr(node), node)
            return known[self._variant % len(known)] if known else ""
        inside = _inside(node)
        if not inside:
            return ""
        chosen = inside[self._variant % len(inside)]
        if op in _REPEATS:
            return self.sample(chosen) * int(min(max(value[0], self._least), value[1]))
        return self.sample(chosen)


def _inside(node: Node) -> list[Any]:
    """Yield the sequences inside a node; look-aheads count as matched."""
    op, value = node
    if op in _REPEATS:
        return [value[2]]
    if op is _constants.BRANCH:
        return list(value[1])
    if op is _constants.SUBPATTERN:
        return [value[3]]
    if op is _constants.ATOMIC_GROUP:
        return [value]
    if op in (_constants.ASSERT, _constants.ASSERT_NOT):
        return [value[1]]
    if op is _constants.GROUPREF_EXISTS:
        return [part for part in value[1:] if part is not None]
    return []


_KNOWN: dict[str, list[str]] = {}


def _characters(key: str, node: Node) -> list[str]:
    """Return the probe characters that a node matches."""
    if key not in _KNOWN:
        op, value = node
        if op is _constants.LITERAL:
            _KNOWN[key] = [chr(value)]
        else:
            one = _compiler.compile(_parser.SubPattern(_parser.State(), [node]), re.UNICODE)
            _KNOWN[key] = [probe for probe in _PROBES if one.fullmatch(probe)]
    return _KNOWN[key]
