"""The documentation of the activities, written from their declarations: ``python -m`` this module prints it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, get_args, get_origin

from msgspec import NODEFAULT

from centra_mock.activities.declaration import ACTIVITIES, ActivityField, Declaration
from centra_mock.activities.verbs import Verbs

HEAD = """# Activities

Everything that can happen in a Centra without its client. Each activity is declared once, in `centra_mock/activities/`,
and every channel offers it: a method of `Centra` and of the client, a route of the control API below `/_mock/{ams}`,
a command, and a step of scenes and scenarios. This page is generated from the declarations.
"""


def document() -> str:
    """Return the page in Markdown."""
    names = [*_verbs(), *sorted(ACTIVITIES.keys() - _verbs())]
    return "\n".join([HEAD, *(line for name in names for line in _section(ACTIVITIES[name]))])


def _verbs() -> dict[str, Declaration]:
    """Return the activities that are methods of a Centra, in their order."""
    return {name: ACTIVITIES[name] for name in vars(Verbs) if name in ACTIVITIES}


def _section(declaration: Declaration) -> Iterator[str]:
    command = declaration.command
    yield f"## {declaration.method}"
    yield ""
    yield " ".join((declaration.activity.__doc__ or "").split())
    yield ""
    if declaration.method in _verbs():
        yield f"- Python: `centra.{declaration.method}(…)`"
    yield f"- Control API: {', '.join(f'`{each.method} {each.path}`' for each in declaration.routes)}"
    if command is not None:
        yield f"- Command: `centra-mock {command.example}`"
    if declaration.step is not None:
        yield f"- Step: `{declaration.step}`"
    yield ""
    if declaration.fields:
        yield "| field | type | default | meaning |"
        yield "| --- | --- | --- | --- |"
        for field in declaration.fields.values():
            yield _row(field)
        yield ""


def _row(field: ActivityField) -> str:
    default = "required" if field.is_required else _default(field.default)
    return f"| `{field.name}` | {_type(field.type)} | {default} | {field.meaning} |"


def _default(default: Any) -> str:
    return "" if default is NODEFAULT or default in (None, "", 0, ()) or isinstance(default, tuple) else f"`{default}`"


def _type(hint: Any) -> str:
    """Return a type in words."""
    if get_origin(hint) is Literal:
        return ", ".join(f"`{each}`" for each in get_args(hint))
    if hasattr(hint, "__metadata__"):
        return _type(hint.__origin__)
    parts = [each for each in get_args(hint) if each is not type(None)]
    name = getattr(get_origin(hint), "__name__", "")
    if name == "Mapping":
        return "fields" if parts[1] is Any else f"{_type(parts[1])} by name"
    if name == "Sequence":
        return f"list of {_type(parts[0])}"
    if parts:
        return " or ".join(dict.fromkeys(map(_type, parts)))
    names = {"Decimal": "number", "int": "number", "float": "number", "str": "text", "bool": "true, false"}
    name = str(hint.__name__)
    return names.get(name, name.lower())


if __name__ == "__main__":
    print(document(), end="")
