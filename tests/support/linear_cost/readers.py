"""Find all public functions of the project that take a text, by their annotations."""

from __future__ import annotations

import collections.abc as abc
import inspect
import sys
import typing
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from random import Random
from types import FunctionType, NoneType, UnionType
from typing import Any

import click

from centra_mock.domain.mutations.config import Mutation
from centra_mock.wire.endpoints import ENDPOINTS, Endpoint
from support.linear_cost.patterns import Module

_MUTATION = Mutation(added=True, equal=True)
_VALUES: dict[Any, Callable[[], Any]] = {
    str: lambda: "a",
    bytes: lambda: b"<a/>",
    int: lambda: 100,
    float: lambda: 0.5,
    bool: lambda: True,
    object: lambda: None,
    Any: lambda: None,
    NoneType: lambda: None,
    Random: lambda: Random(1),
    Endpoint: lambda: ENDPOINTS[0],
    click.Context: lambda: None,
    click.Parameter: lambda: None,
    frozenset: lambda: _MUTATION.equal_kinds | _MUTATION.added_kinds,
    **dict.fromkeys((tuple, abc.Iterable, abc.Sequence, abc.Collection, list), list),
    **dict.fromkeys((dict, abc.Mapping), dict),
}
"""Values for the other parameters, by type. Functions with further types are called through others."""

_ACTS = frozenset({
    "os.exec", "os.fork", "os.kill", "os.mkdir", "os.posix_spawn", "os.remove", "os.rename", "os.system",
    "shutil.rmtree", "socket.bind", "socket.connect", "socket.getaddrinfo", "sqlite3.connect", "subprocess.Popen",
})  # fmt: skip
"""Events of Python's audit hooks that a reader must not cause."""


@dataclass(frozen=True)
class Reader:
    """A function, and its parameter that takes a text."""

    place: str
    function: FunctionType
    parameter: str
    put: Callable[[str], Any]
    """Makes the value of the parameter from a text."""
    others: dict[str, Callable[[], Any]]

    def read(self, text: str) -> None:
        """Call the function with a text; any exception is allowed."""
        given = {name: make() for name, make in self.others.items()} | {self.parameter: self.put(text)}
        try:
            found = self.function(**given)
            if isinstance(found, Iterator):
                for _ in found:
                    pass
        except (Exception, SystemExit):
            pass


def readers(project: list[Module]) -> Iterator[Reader]:
    """Yield the functions of imported modules, once for each parameter that takes a text."""
    for module in project:
        for name, function in list(vars(sys.modules.get(module.name, object)).items()):
            is_own = inspect.isfunction(function) and function.__module__ == module.name
            if is_own and not name.startswith("_") and function.__annotations__.get("return") != "NoReturn":
                yield from _readers(f"{module.place(function.__code__.co_firstlineno)} {name}", function)


def _readers(place: str, function: FunctionType) -> Iterator[Reader]:
    parameters = [
        each
        for each in inspect.signature(function).parameters.values()
        if each.kind not in (each.VAR_POSITIONAL, each.VAR_KEYWORD)
    ]
    types = {each.name: _type(each.annotation, function) for each in parameters}
    needed = {each.name: _value(types[each.name]) for each in parameters if each.default is each.empty}
    for name, kind in types.items():
        others = {other: make for other, make in needed.items() if other != name}
        if (put := _putter(kind)) and None not in others.values():
            yield Reader(f"{place}({name})", function, name, put, others)  # type: ignore[arg-type]


def _type(annotation: Any, function: FunctionType) -> Any:
    """Return a type, or ``None`` if only type checkers know it."""
    try:
        return eval(annotation, function.__globals__) if isinstance(annotation, str) else annotation
    except NameError:
        return None


def _choices(kind: Any) -> tuple[Any, ...]:
    if typing.get_origin(kind) is typing.Annotated:
        return _choices(typing.get_args(kind)[0])
    return typing.get_args(kind) if typing.get_origin(kind) in (UnionType, typing.Union) else (kind,)


def _value(kind: Any) -> Callable[[], Any] | None:
    return next((make for each in _choices(kind) if (make := _VALUES.get(typing.get_origin(each) or each))), None)


def _putter(kind: Any) -> Callable[[str], Any] | None:
    """Return a function that makes a value of a type from a text, or ``None``."""
    for each in _choices(kind):
        origin, within = typing.get_origin(each), typing.get_args(each)
        if each is str:
            return lambda text: text
        if each is bytes:
            return lambda text: text.encode("utf-8", "replace")
        inner = _putter(within[-1]) if within else None
        if inner is not None and origin in (list, abc.Iterable, abc.Sequence, abc.Collection):
            return partial(_in_list, inner)
        if inner is not None and origin in (dict, abc.Mapping) and within[0] is str:
            return partial(_in_mapping, inner)
    return None


def _in_list(inner: Callable[[str], Any], text: str) -> list[Any]:
    return [inner(text)]


def _in_mapping(inner: Callable[[str], Any], text: str) -> dict[str, Any]:
    return {"a": inner(text)}


def forbid_acts() -> None:
    """Forbid this process to write files, start programs and use the network."""

    def check(event: str, given: tuple[Any, ...]) -> None:
        writes = event == "open" and isinstance(given[2], int) and given[2] & 3
        if event in _ACTS or writes:
            raise PermissionError(event)

    sys.addaudithook(check)
