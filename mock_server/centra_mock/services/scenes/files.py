"""From the text of a scene to plain values: texts, true, false, nothing, lists and mappings.

A value is the text that was written, so that ``007`` stays an id, ``10.50`` an amount and ``no`` a country code;
only ``true`` and ``false`` are more than texts.
"""

from __future__ import annotations

import json
import re
from typing import Any

import yaml

from centra_mock.services.scenes.errors import Mistake


def read_values(text: str, name: str) -> Any:
    """The values in a text: JSON if the name says so, or else YAML. Raises ``Mistake``."""
    try:
        if name.lower().endswith(".json"):
            return json.loads(text, parse_int=str, parse_float=str, object_pairs_hook=_once)
        return yaml.load(text, _Loader)  # noqa: S506 (it makes plain values only)
    except json.JSONDecodeError as error:
        raise Mistake(f"{name}: line {error.lineno}, column {error.colno}: not JSON: {error.msg}") from None
    except yaml.MarkedYAMLError as error:
        at = error.problem_mark
        where = f"line {at.line + 1}, column {at.column + 1}: " if at else ""
        raise Mistake(f"{name}: {where}not YAML: {error.problem}") from None
    except yaml.YAMLError as error:
        raise Mistake(f"{name}: not YAML: {error}") from None
    except Mistake as mistake:
        raise Mistake(f"{name}: {mistake}") from None
    except RecursionError:
        raise Mistake(f"{name}: it is nested too deep") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise Mistake(f"{key}: stands twice in one place; it can stand only once")
        found[key] = value
    return found


class _Loader(yaml.SafeLoader):
    """YAML without guesses at what a text may mean."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 (as PyYAML has it)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise Mistake(f"line {key.start_mark.line + 1}: the name of a field is a text")
            if key.value in seen:
                raise Mistake(f"line {key.start_mark.line + 1}: {key.value}: stands twice; it can stand only once")
            seen.add(key.value)
        return {str(key): value for key, value in super().construct_mapping(node, deep).items()}


for _tag, _values, _first in (
    ("bool", "true|True|false|False", "tTfF"),
    ("null", "null|~|", ["n", "~", ""]),
    ("merge", "<<", "<"),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_values})$"), _first)
