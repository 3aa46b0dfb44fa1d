"""Find all regular expressions of the project and how they are used, in the sources."""

from __future__ import annotations

import ast
import importlib
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ANYWHERE = "search"
"""The functions of ``re`` that try a pattern at each position of a text, once or repeatedly."""

_USES = {
    "match": "match",
    "fullmatch": "fullmatch",
    **dict.fromkeys(("search", "sub", "subn", "split", "findall", "finditer"), ANYWHERE),
}
"""Methods of patterns, and functions of ``re``."""

_ALL = frozenset(_USES.values())
_FACTS = {"pattern", "flags", "groups", "groupindex"}
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


@dataclass(frozen=True)
class Module:
    """A module of the project."""

    name: str
    path: Path
    shown: str
    tree: ast.Module

    def place(self, line: int) -> str:
        """Return ``path:line``."""
        return f"{self.shown}:{line}"


@dataclass(frozen=True)
class Pattern:
    """A pattern, its place in the sources, and its uses."""

    place: str
    compiled: re.Pattern[Any]
    uses: frozenset[str]

    @property
    def ways(self) -> list[Callable[[Any], object]]:
        """Return the uses as functions of a text."""
        nothing = self.compiled.pattern[:0]
        ways: dict[str, Callable[[Any], object]] = {
            "match": self.compiled.match,
            "fullmatch": self.compiled.fullmatch,
            ANYWHERE: lambda text: self.compiled.sub(nothing, text),
        }
        return [ways[use] for use in sorted(self.uses)]


def modules(root: Path, packages: Iterable[str]) -> list[Module]:
    """Return all modules of the packages, which are folders below ``root``, parsed."""
    found = []
    for package in packages:
        folder = root / package
        for path in sorted(folder.rglob("*.py")):
            name = ".".join(path.relative_to(folder.parent).with_suffix("").parts).removesuffix(".__init__")
            found.append(Module(name, path, str(path.relative_to(root)), ast.parse(path.read_text("utf-8"))))
    return found


def patterns(project: list[Module]) -> tuple[list[Pattern], list[str]]:
    """Return the patterns of the modules, and reasons why others can't be found.

    Imports the modules, and notes what they compile: this is for a process that has not imported them before.
    """
    compiled = _compiled_at_import(project)
    uses = _Uses(project)
    found: list[Pattern] = []
    hidden: list[str] = []
    for module in project:
        hidden += _odd_imports(module)
        names = _names(module)
        for call, is_inside in _calls(module.tree):
            place = module.place(call.lineno)
            maker = _maker(call)
            if maker == "compile" and not is_inside:
                made = compiled[str(module.path), call.lineno]
            else:
                made = _evaluated(module, call)
            if not made:
                hidden.append(f"{place}: make this pattern a constant of the module, so that it can be measured")
            if maker in _USES:
                how = frozenset({_USES[maker]})
            else:
                how = frozenset().union(*(uses.of(module, name) for name in names.get(call, ()))) or _ALL
            found += [Pattern(place, each, how) for each in made]
    return found, hidden


def _compiled_at_import(project: list[Module]) -> dict[tuple[str, int], list[re.Pattern[Any]]]:
    """Return the patterns that modules compile when they are imported, by file and line; a loop makes several."""
    found = defaultdict(list)
    real = re.compile

    def recording(pattern: Any, flags: int = 0) -> re.Pattern[Any]:
        caller = sys._getframe(1)
        made = real(pattern, flags)
        found[caller.f_code.co_filename, caller.f_lineno].append(made)
        return made

    re.compile = recording
    try:
        for module in project:
            if module.path.stem != "__main__":  # a program, which would run; its patterns are reported as hidden
                importlib.import_module(module.name)
    finally:
        re.compile = real
    return found


def _odd_imports(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            is_odd = any(each.name == "re" and each.asname for each in node.names)
        else:
            is_odd = isinstance(node, ast.ImportFrom) and node.module == "re"
        if is_odd and isinstance(node, ast.stmt):
            yield f"{module.place(node.lineno)}: write `import re`, as patterns are found by `re.`"


def _calls(tree: ast.AST, is_inside: bool = False) -> Iterator[tuple[ast.Call, bool]]:
    """Yield each call that makes or uses a pattern by its text, and whether it is in a function."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Call) and _maker(node):
            yield node, is_inside
        yield from _calls(node, is_inside or isinstance(node, _FUNCTIONS))


def _maker(call: ast.Call) -> str:
    """Return the called function of ``re``, ``search`` for a pattern of msgspec, or ``None``."""
    match call.func:
        case ast.Attribute(value=ast.Name(id="re"), attr=name) if name in _USES or name == "compile":
            return name
        case ast.Name(id="Meta") | ast.Attribute(attr="Meta") if _keyword(call, "pattern"):
            return "search"
    return ""


def _keyword(call: ast.Call, name: str) -> ast.expr | None:
    return next((each.value for each in call.keywords if each.arg == name), None)


def _evaluated(module: Module, call: ast.Call) -> list[re.Pattern[Any]]:
    """Return the pattern of a call, or ``None`` if it can't be evaluated from the module alone."""
    text = _keyword(call, "pattern") or call.args[0]
    flags = _keyword(call, "flags") or (
        call.args[1] if _maker(call) == "compile" and call.args[1:] else ast.Constant(0)
    )
    known = vars(sys.modules.get(module.name, object))
    try:
        return [re.compile(*(eval(ast.unparse(each), known) for each in (text, flags)))]
    except (NameError, TypeError, AttributeError):
        return []


def _names(module: Module) -> dict[ast.Call, list[str]]:
    """Return the names to which a call at the top of a module is assigned."""
    found: dict[ast.Call, list[str]] = {}
    for node in module.tree.body:
        # In a table or a list, it is not used by its name.
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Call | ast.GeneratorExp):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names = [each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name)]
            found |= {call: names for call, _ in _calls(ast.Expression(node.value))}
    return found


class _Uses:
    """The uses of names that hold patterns; a name with an underscore belongs to its module."""

    def __init__(self, project: list[Module]) -> None:
        self._found: dict[tuple[str, str], set[str]] = defaultdict(set)
        for module in project:
            receivers = set()
            for node in ast.walk(module.tree):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                    self._add_call(module, node, node.func)
                if isinstance(node, ast.Attribute) and node.attr in _USES.keys() | _FACTS:
                    receivers.add(node.value)
                elif isinstance(node, ast.ImportFrom):
                    for each in node.names:
                        if each.asname not in (None, each.name):
                            self._add(module, each.name, _ALL)
            for node in ast.walk(module.tree):
                if (
                    isinstance(node, ast.Name | ast.Attribute)
                    and isinstance(node.ctx, ast.Load)
                    and node not in receivers
                ):
                    # It is passed on, and may be used in any way.
                    self._add(module, _name(node), _ALL)

    def of(self, module: Module, name: str) -> set[str]:
        return self._found[self._key(module, name)]

    def _add_call(self, module: Module, call: ast.Call, method: ast.Attribute) -> None:
        if method.attr in _USES:
            # A match from a position may be tried at many positions; a match up to an end is a whole text.
            is_tried = method.attr == "match" and len(call.args) + len(call.keywords) > 1
            use = ANYWHERE if is_tried else _USES[method.attr]
            self._add(module, _name(method.value), {use})

    def _add(self, module: Module, name: str, uses: Iterable[str]) -> None:
        self._found[self._key(module, name)].update(uses)

    @staticmethod
    def _key(module: Module, name: str) -> tuple[str, str]:
        return (module.name if name.startswith("_") else "", name)


def _name(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
