"""The shape of JSON: which fields it has, and of what type each is."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

Shape = dict[str, set[str]]

_KINDS: dict[type, str] = {
    str: "string",
    bool: "boolean",
    int: "number",
    float: "number",
    dict: "object",
    list: "array",
    type(None): "null",
}
_NAMES_BY_DATA = re.compile(r"([\d.]+-[\d.]+)?[^\W\d_a-z][^\W_a-z]+|\d+")
"""Names of assets, whatever their script; of tiers, as in 0-5BTC; numbers."""


def walk(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield the path and the type of a value and of everything in it.

    Objects whose names are data, as in {"BTC": ...}, count as having one name, `*`.
    """
    yield path, _KINDS[type(value)]
    if isinstance(value, dict):
        named_by_data = bool(value) and all(_NAMES_BY_DATA.fullmatch(name) for name in value)
        for name, each in value.items():
            yield from walk(each, f"{path}.{'*' if named_by_data else name}")
    elif isinstance(value, list):
        for each in value:
            yield from walk(each, f"{path}[]")


def shape(*values: Any) -> Shape:
    """Return all that was seen at each path of these values."""
    found: Shape = defaultdict(set)
    for value in values:
        for path, kind in walk(value):
            found[path].add(kind)
    return dict(found)


@dataclass
class Differences:
    """How what was seen differs from what is documented."""

    missing: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    other_type: list[str] = field(default_factory=list)
    compared: int = 0


def compare(documented: Shape, seen: Shape) -> Differences:
    """Compare paths and types; a documented null says nothing about the type."""
    result = Differences(compared=len(documented))
    for path, kinds in documented.items():
        if path not in seen:
            if not _within(path, result.missing):
                result.missing.append(path)
        elif not (kinds - {"null"} <= seen[path]) and kinds != {"null"}:
            result.other_type.append(f"{path}: {_spelt(seen[path])}, not {_spelt(kinds)}")
    for path in seen:
        if path not in documented and not _within(path, result.unknown):
            result.unknown.append(path)
    return result


def _within(path: str, others: list[str]) -> bool:
    """Tell whether a path lies inside one that was named already."""
    return any(path.startswith((f"{other}.", f"{other}[")) for other in others)


def _spelt(kinds: set[str]) -> str:
    return " or ".join(sorted(kinds))
