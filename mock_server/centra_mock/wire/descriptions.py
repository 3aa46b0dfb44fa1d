"""Descriptions of the operations, and the data of their samples: files beside the grammar.

``shared.yaml`` explains the format. A file is named after its operation, or after the plural of what it updates. A type
needs no description.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

import msgspec

from centra_mock.error_codes import Code
from centra_mock.errors import FileError
from centra_mock.validation_errors import explain
from centra_mock.wire.grammar import FOLDERS, OBJECTS
from centra_mock.wire.operations import OPERATIONS, Operation
from centra_mock.yaml_reader import read_file

OTHERS = "Others"
"""The heading of operations whose file names none."""


class Thing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The one thing of a kind that the samples are about."""

    id: str
    description: str | None = None
    another: Thing | None = None
    """A second one: something has to be there to be removed."""


class Description(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The description of an operation, and the data of its samples."""

    sentence: str
    group: str = OTHERS
    source: str = ""
    notes: Sequence[str] = ()
    kinds: Mapping[str, Thing] = {}
    values: Mapping[str, str] = {}
    before: Mapping[str, Sequence[Mapping[str, str]]] = {}
    after: Mapping[str, Sequence[Mapping[str, str]]] = {}
    notice: str = "A notice says what else happened; it is no failure."


class Shared(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What all operations share."""

    groups: Sequence[str]
    """The headings of the list of operations, in order."""
    updates: Sequence[str]
    """What to know before calling any update."""
    values: Mapping[str, str]


_Read = TypeVar("_Read", bound=msgspec.Struct)


@cache
def shared() -> Shared:
    """Return what all operations share."""
    (file,) = _files("shared")
    return _convert(_read(file), Shared, file)


@cache
def description_of(name: str) -> Description:
    """Return the description of an operation, or of the type with this plural.

    A folder that extends the API has priority. Raises ``FileError`` for a file that can't be read or has a mistake.
    """
    fields: dict[str, Any] = {}
    file = None
    for file in _files(name):
        for key, value in _read(file).items():
            before = fields.get(key)
            fields[key] = {**before, **value} if isinstance(before, dict) and isinstance(value, dict) else value
    if "sentence" not in fields:
        fields["sentence"] = f"Creates and updates {name}."
    return _convert(fields, Description, file)


@cache
def things() -> Mapping[str, Thing]:
    """Return the things that the samples are about, by kind."""
    return {kind: thing for obj in OBJECTS.values() for kind, thing in description_of(obj.plural).kinds.items()}


def operations_by_group() -> Mapping[str, Sequence[Operation]]:
    """Return the operations under the headings of the list of operations, in the order of ``shared.yaml``."""
    found: dict[str, list[Operation]] = {group: [] for group in shared().groups}
    for operation in OPERATIONS:
        found.setdefault(description_of(operation.subject).group, []).append(operation)
    return found


def _files(name: str) -> list[Traversable]:
    return [file for folder in FOLDERS if (file := folder.joinpath(f"{name}.yaml")).is_file()]


def _read(file: Traversable) -> dict[str, Any]:
    read = read_file(file, str(file)) or {}
    if not isinstance(read, dict):
        raise FileError(Code.INVALID_EXTENSION, "expected fields, such as `sentence`", str(file))
    return read


def _convert(read: dict[str, Any], kind: type[_Read], file: Traversable | None) -> _Read:
    try:
        return msgspec.convert(read, kind)
    except msgspec.ValidationError as error:
        raise FileError.of(explain(error, kind), str(file)) from None
