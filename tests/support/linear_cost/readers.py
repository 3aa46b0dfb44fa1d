"""Every public function of the project that takes a text, found by its annotations, with a value for all else."""

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
"""What is given for the parameters beside the text, by their types. Functions that want more are reached by others."""

_ACTS = frozenset({
    "os.exec", "os.fork", "os.kill", "os.mkdir", "os.posix_spawn", "os.remove", "os.rename", "os.system",
    "shutil.rmtree", "socket.bind", "socket.connect", "socket.getaddrinfo", "sqlite3.connect", "subprocess.Popen",
})  # fmt: skip
"""What a function that reads does not do."""


@dataclass(frozen=True)
class Reader:
    """A function, and the parameter of it that is a text."""

    place: str
    function: FunctionType
    parameter: str
    put: Callable[[str], Any]
    """Makes the parameter's value of a text."""
    others: dict[str, Callable[[], Any]]

    def read(self, text: str) -> None:
        """Call the function with a text; it may refuse it in any way."""
        given = {name: make() for name, make in self.others.items()} | {self.parameter: self.put(text)}
        try:
            found = self.function(**given)
            if isinstance(found, Iterator):
                for _ in found:
                    pass
        except (Exception, SystemExit):
            pass


def readers(project: list[Module]) -> Iterator[Reader]:
    """Yield the functions of modules, which are imported already, with each of their texts."""
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
    """Return a type, or nothing for one that is known to type checkers alone."""
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
    """Return what makes a value of a type from a text, where a text can be in it."""
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
    """Let this process write no file, start no program and reach no network from here on."""

    def check(event: str, given: tuple[Any, ...]) -> None:
        writes = event == "open" and isinstance(given[2], int) and given[2] & 3
        if event in _ACTS or writes:
            raise PermissionError(event)

    sys.addaudithook(check)
