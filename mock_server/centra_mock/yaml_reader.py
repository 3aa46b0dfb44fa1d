"""Plain values from YAML and JSON files: mappings, lists, texts, true, false, nothing, and numbers where wanted.

A scalar is the text that was written, so that ``007`` stays an id, ``10.50`` an amount and ``no`` a country code.
Files may come from anywhere: tags, aliases that recur or multiply, deep nesting and repeated keys are refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any, Protocol

import yaml

from centra_mock.error_codes import Code
from centra_mock.errors import FileError, join_places
from centra_mock.plain_numbers import is_number

DEEPEST = 64
"""How many lists and mappings may be nested."""
MOST_REPEATED = 100_000
"""How many values the aliases of a file may stand for, all together."""

_CONSTANTS = {"true": True, "True": True, "false": False, "False": False, "null": None, "~": None, "": None}
_SURROGATE = re.compile("[\ud800-\udfff]")
_MERGE = "<<"
_TOO_DEEP = f"more than {DEEPEST} lists and mappings are nested here"


Number = Callable[[str], Any]


class Source(Protocol):
    """A file, on disk or in a package."""

    @property
    def name(self) -> str: ...

    def read_text(self, encoding: str) -> str: ...


def read_file(source: Source, name: str, *, number: Number = str) -> Any:
    """Return the values in a file; see ``read_values``. Raises ``FileError``."""
    try:
        text = source.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise FileError(Code.UNREADABLE_FILE, "not UTF-8", name) from None
    except (OSError, ValueError) as error:
        raise FileError(
            Code.UNREADABLE_FILE, f"cannot be read: {getattr(error, 'strerror', None) or error}", name
        ) from None
    return read_values(text, name, number=number)


def read_values(text: str, name: str, *, number: Number = str) -> Any:
    """Return the values in a text: JSON if ``name`` ends in ``.json``, or else YAML. Raises ``FileError``.

    ``name`` begins every message. ``number`` makes a value of a plain number of up
    to 19 digits, such as ``3`` and ``0.5``, but not ``0042`` or ``"3"``.
    """
    try:
        if name.lower().endswith(".json"):
            return _read_json(text, number)
        return _YamlReader(text, number).read()
    except FileError as error:
        raise FileError.of(error, name) from None
    except json.JSONDecodeError as error:
        raise FileError(
            Code.MALFORMED_JSON, f"not JSON: {error.msg}", f"{name}: line {error.lineno}, column {error.colno}"
        ) from None
    except yaml.MarkedYAMLError as error:
        raise FileError(
            Code.MALFORMED_YAML, f"not YAML: {error.problem}", join_places(name, _place(error.problem_mark))
        ) from None
    except yaml.YAMLError as error:
        raise FileError(Code.MALFORMED_YAML, f"not YAML: {' '.join(str(error).split())}", name) from None


def _check_text(text: str) -> str:
    if _SURROGATE.search(text):
        raise FileError(Code.UNPRINTABLE_TEXT, f"{text[:40]!a}: half of a surrogate pair is not a character")
    return text


def _check_new(name: str, fields: dict[str, Any]) -> None:
    if name in fields:
        raise FileError(Code.REPEATED_FIELD, "stands twice; it can stand only once", name)


def _count(value: Any, depth: int, most: int) -> int:
    """Return how many values there are in one, itself among them, but stop above ``most``.

    ``depth`` is how many lists and mappings it is nested in. Raises ``FileError`` where that becomes too many.
    """
    if not isinstance(value, list | dict):
        return 1
    if depth >= DEEPEST:
        raise FileError(Code.NESTED_TOO_DEEP, _TOO_DEEP)
    count = 1
    for each in value.values() if isinstance(value, dict) else value:
        if count > most:
            break
        count += _count(each, depth + 1, most - count)
    return count


# JSON


def _read_json(text: str, number: Number) -> Any:
    def value(written: str) -> Any:
        return number(written) if is_number(written) else written

    try:
        values = json.loads(
            text, parse_int=value, parse_float=value, parse_constant=_refuse_constant, object_pairs_hook=_object
        )
    except RecursionError:
        raise FileError(Code.NESTED_TOO_DEEP, _TOO_DEEP) from None
    _count(values, 0, len(text))  # how deep it is
    _check_texts(values)
    return values


def _refuse_constant(name: str) -> None:
    raise FileError(Code.MALFORMED_JSON, f"{name} is not a value of JSON")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name, value in pairs:
        _check_new(_check_text(name), fields)
        fields[name] = value
    return fields


def _check_texts(value: Any) -> None:
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, list | dict):
        for each in value.values() if isinstance(value, dict) else value:
            _check_texts(each)


# YAML


def _place(mark: Any) -> str:
    """Return where a mark of YAML's parser stands."""
    return f"line {mark.line + 1}, column {mark.column + 1}" if mark is not None else ""


class _Incomplete:
    """The value of an anchor within itself."""


class _Loader(yaml.SafeLoader):
    """Counts levels as it scans: that is up to a thousand characters ahead of its events, and each open level costs."""

    def fetch_flow_collection_start(self, token_class: Any) -> None:
        if self.flow_level >= DEEPEST:
            raise yaml.MarkedYAMLError(problem=_TOO_DEEP, problem_mark=self.get_mark())
        super().fetch_flow_collection_start(token_class)


class _YamlReader:
    """Builds values from the events of YAML's parser. No tag constructs anything."""

    def __init__(self, text: str, number: Number) -> None:
        self._events: Iterator[yaml.Event] = yaml.parse(text, _Loader)
        self._number = number
        self._anchors: dict[str, Any] = {}
        self._repeated = 0
        self._here: yaml.Event | None = None
        """The event that is being read, for messages."""

    def read(self) -> Any:
        """Return the value of the only document; ``None`` if there is none."""
        try:
            return self._document()
        except FileError as error:
            raise FileError.of(error, _place(self._here.start_mark if self._here else None)) from None

    def _next(self) -> yaml.Event:
        self._here = next(self._events)
        return self._here

    def _document(self) -> Any:
        self._next()
        if isinstance(self._next(), yaml.StreamEndEvent):
            return None
        value = self._value(self._next(), 0)
        self._next()
        if not isinstance(self._next(), yaml.StreamEndEvent):
            raise FileError(Code.UNSUPPORTED_YAML, "a second document begins; a file holds one")
        return value

    def _value(self, event: yaml.Event, depth: int) -> Any:
        if isinstance(event, yaml.AliasEvent):
            return self._alias(str(event.anchor), depth)
        assert isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent)
        if event.tag not in (None, "!"):
            raise FileError(Code.UNSUPPORTED_YAML, f"the tag {event.tag} is not accepted; write the value without one")
        if event.anchor is not None:
            self._anchors[event.anchor] = _Incomplete
        value = self._scalar(event) if isinstance(event, yaml.ScalarEvent) else self._collection(event, depth + 1)
        if event.anchor is not None:
            self._anchors[event.anchor] = value
        return value

    def _alias(self, name: str, depth: int) -> Any:
        value = self._anchors.get(name, self)
        if value is self:
            raise FileError(Code.UNSUPPORTED_YAML, f"there is no anchor &{name} before this alias")
        if value is _Incomplete:
            raise FileError(Code.UNSUPPORTED_YAML, f"the alias *{name} stands in the value that it refers to")
        self._repeated += _count(value, depth, MOST_REPEATED)
        if self._repeated > MOST_REPEATED:
            raise FileError(Code.UNSUPPORTED_YAML, f"aliases repeat more than {MOST_REPEATED} values up to here")
        return value

    def _scalar(self, event: yaml.ScalarEvent) -> Any:
        text = _check_text(event.value)
        if event.implicit[0] and text in _CONSTANTS:
            return _CONSTANTS[text]
        return self._number(text) if event.implicit[0] and is_number(text) else text

    def _collection(self, event: yaml.CollectionStartEvent, depth: int) -> Any:
        if depth > DEEPEST:
            raise FileError(Code.NESTED_TOO_DEEP, _TOO_DEEP)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(depth)
        values = []
        while not isinstance(each := self._next(), yaml.SequenceEndEvent):
            values.append(self._value(each, depth))
        return values

    def _mapping(self, depth: int) -> dict[str, Any]:
        fields: dict[str, Any] = {}
        merged: dict[str, Any] = {}
        while not isinstance(key := self._next(), yaml.MappingEndEvent):
            if not isinstance(key, yaml.ScalarEvent) or key.tag not in (None, "!"):
                raise FileError(Code.UNSUPPORTED_YAML, "the name of a field is a text")
            name = _check_text(key.value)
            _check_new(name, fields)
            value = self._value(self._next(), depth)
            if name == _MERGE and key.implicit[0]:
                _merge(merged, value)
            else:
                fields[name] = value
        return {**merged, **fields}


def _merge(fields: dict[str, Any], value: Any) -> None:
    """Add what ``<<`` merges, a mapping or a list of them: of fields that come twice, the first is kept."""
    for each in value if isinstance(value, list) else [value]:
        if not isinstance(each, dict):
            raise FileError(Code.UNSUPPORTED_YAML, "a mapping is expected, or a list of them", _MERGE)
        for name, held in each.items():
            fields.setdefault(name, held)
