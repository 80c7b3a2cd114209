"""Compares the client's request types with Binance's documents, a product at a time.

A product's test file names what differs on purpose, each with its reason:

    Product("spot", parameters={"GET /api/v3/x symbol": "why"}, unread={"GET /api/v3/x": {...}})
"""

from __future__ import annotations

import json
import types
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin

import binance_catalogue as documents
from pydantic import AwareDatetime, BaseModel, TypeAdapter, ValidationError

from binance import coverage
from binance.weights import Orders

if TYPE_CHECKING:
    from binance.coverage import RequestType

_ALWAYS = frozenset({"timestamp", "recvWindow", "signature"})
_KINDS: dict[str, tuple[type, ...]] = {
    "INT/LONG": (int, datetime, AwareDatetime),
    "LONG": (int, datetime, AwareDatetime),
    "DECIMAL": (Decimal,),
    "BOOLEAN": (bool,),
    "STRING": (str,),
    "ENUM": (Enum, str),
}
_ABSENT = object()


@dataclass(frozen=True)
class Product:
    """One product, and what of it differs from the documents on purpose.

    Keys are "METHOD /path", or "METHOD /path parameter"; values say why. `unread` and `answers`
    are by endpoint; in `unread` stand paths as `unread` of a sample names them.
    """

    name: str
    parameters: dict[str, str] = field(default_factory=dict)
    """Parameters that we leave out or have besides."""
    required: dict[str, str] = field(default_factory=dict)
    """Parameters that we ask for although the documents do not, or the other way round."""
    kinds: dict[str, str] = field(default_factory=dict)
    """Parameters of another type than documented."""
    members: dict[str, str] = field(default_factory=dict)
    """Enumerations that lack documented members."""
    weights: dict[str, str] = field(default_factory=dict)
    """Endpoints weighed otherwise."""
    buckets: dict[str, str] = field(default_factory=dict)
    securities: dict[str, str] = field(default_factory=dict)
    orders: dict[str, str] = field(default_factory=dict)
    free: dict[str, str] = field(default_factory=dict)
    """Endpoints that cost nothing on success although documented otherwise, or the reverse."""
    samples: dict[str, str] = field(default_factory=dict)
    """Endpoints whose documented samples, or "METHOD /path title", are no answer of theirs."""
    unread: dict[str, dict[str, str]] = field(default_factory=dict)
    """Fields of samples that we do not keep, or keep as something else."""

    @cached_property
    def documented(self) -> dict[str, dict[str, Any]]:
        return {
            name: entry
            for name, entries in documents.endpoints().items()
            for entry in entries
            if entry["product"] == self.name
        }

    @cached_property
    def known(self) -> dict[str, list[RequestType]]:
        found = coverage.endpoints(self.name)
        return {f"{method} {path}": classes for (method, path), classes in found.items()}

    def differences(self, endpoint: str) -> list[str]:
        """Say in sentences how an endpoint differs from its documents."""
        entry, classes = self.documented[endpoint], self.known.get(endpoint, [])
        if not classes:
            return ["there is no request for it"]
        return [
            *self._in_parameters(endpoint, entry, classes),
            *self._in_terms(endpoint, entry, classes),
            *self._in_weights(endpoint, entry, classes),
            *self._in_samples(endpoint, entry, classes),
        ]

    def _in_parameters(
        self, endpoint: str, entry: dict[str, Any], classes: list[RequestType]
    ) -> list[str]:
        wanted = {one["name"]: one for one in entry["params"] if one["name"] not in _ALWAYS}
        ours = {name for each in classes for name in _fields(each)}
        found = [
            f"{name} is {'missing' if name in wanted else 'not documented'}"
            for name in sorted(ours ^ set(wanted))
            if f"{endpoint} {name}" not in self.parameters
        ]
        for name in sorted(ours & set(wanted)):
            place, documented = f"{endpoint} {name}", wanted[name]
            having = [each for each in classes if name in _fields(each)]
            needed = len(having) == len(classes) and all(
                _fields(each)[name].is_required() for each in having
            )
            if needed != documented["required"] and place not in self.required:
                found.append(f"{name} is {'optional' if documented['required'] else 'required'}")
            for each in having:
                annotation = _fields(each)[name].annotation
                if place not in self.kinds and not _fits(annotation, _kind(documented)):
                    found.append(f"{name} is {annotation}, documented as {documented['type']}")
                if place not in self.members:
                    lacking = _lacking(annotation, documented.get("enum") or [])
                    found += [f"{name} lacks the member {member!r}" for member in lacking]
        return found

    def _in_terms(
        self, endpoint: str, entry: dict[str, Any], classes: list[RequestType]
    ) -> list[str]:
        found = []
        for each in classes:
            if endpoint not in self.securities and each.security != entry["security"]:
                found.append(f"{each.__name__} is {each.security}, not {entry['security']}")
            if endpoint not in self.buckets and entry["bucket"] not in (None, each.bucket):
                found.append(f"{each.__name__} is charged by {each.bucket}")
            free = entry.get("weight_on_success") == 0
            if endpoint not in self.free and each.free_on_success != free:
                found.append(f"{each.__name__}: free_on_success is {each.free_on_success}")
            if endpoint not in self.orders and each.orders != _orders(entry):
                found.append(f"{each.__name__} counts as {each.orders}, not {_orders(entry)}")
            if each.api not in _apis(self.name):
                found.append(f"{each.__name__} goes to {each.api}")
        return found

    def _in_weights(
        self, endpoint: str, entry: dict[str, Any], classes: list[RequestType]
    ) -> list[str]:
        if endpoint in self.weights:
            return []
        if entry["weight"] is not None:
            return [
                f"{each.__name__} weighs {each.weight}, not {entry['weight']}"
                for each in classes
                if each.weight != entry["weight"]
            ]
        return [
            problem
            for step in entry.get("weight_steps") or ()
            for problem in _step_differs(step, classes)
        ]

    def _in_samples(
        self, endpoint: str, entry: dict[str, Any], classes: list[RequestType]
    ) -> list[str]:
        if endpoint in self.samples:
            return []
        shown = {"sample": entry.get("sample"), **(entry.get("doc_samples") or {})}
        allowed = self.unread.get(endpoint, {})
        found = []
        for title, sample in shown.items():
            if f"{endpoint} {title}" in self.samples or sample is None or _is_error(sample):
                continue
            tries = [_unread(each, sample, allowed) for each in classes]
            nearest: list[str] = min(tries, key=len)
            found += nearest
        return sorted(set(found))


def _fields(request: RequestType) -> dict[str, Any]:
    return {info.alias or name: info for name, info in request.model_fields.items()}


def _apis(product: str) -> set[str]:
    return {"spot": {"api"}, "usdm": {"fapi"}, "coinm": {"dapi"}}.get(product, {"sapi"})


def _orders(entry: dict[str, Any]) -> Orders:
    if count := entry.get("unfilled_order_count"):
        return Orders(count, count)
    weights = entry.get("order_limit_weight") or {}
    longer = weights.get("ORDERS_1M", 0)
    return Orders(weights.get("ORDERS_10S", longer), longer)


def _is_error(sample: Any) -> bool:
    return isinstance(sample, dict) and isinstance(sample.get("code"), int) and sample["code"] < 0


def _leaves(annotation: Any) -> list[Any]:
    """Return the types inside optional, union and annotated ones."""
    origin = get_origin(annotation)
    if origin in (Union, types.UnionType):
        return [leaf for each in get_args(annotation) for leaf in _leaves(each)]
    if hasattr(annotation, "__metadata__"):
        return _leaves(annotation.__origin__)
    return [] if annotation is type(None) else [annotation]


def _kind(documented: dict[str, Any]) -> str:
    """Return a parameter's type; an enumeration of true and false is a boolean."""
    members = {str(member).lower() for member in documented.get("enum") or ()}
    return "BOOLEAN" if members == {"true", "false"} else str(documented["type"])


def _fits(annotation: Any, documented: str) -> bool:
    leaves = _leaves(annotation)
    if documented.startswith("List["):
        return all(get_origin(leaf) is tuple for leaf in leaves)
    allowed = _KINDS[documented]
    return all(isinstance(leaf, type) and _allowed(leaf, allowed) for leaf in leaves)


def _allowed(leaf: type, allowed: tuple[type, ...]) -> bool:
    return issubclass(leaf, allowed) and (leaf is not bool or bool in allowed)


def _lacking(annotation: Any, members: list[Any]) -> list[Any]:
    enums = [leaf for leaf in _leaves(annotation) if isinstance(leaf, type)]
    declared = {str(m.value) for leaf in enums if issubclass(leaf, Enum) for m in leaf}
    return [member for member in members if declared and str(member) not in declared]


def _step_differs(step: dict[str, Any], classes: list[RequestType]) -> list[str]:
    weighed = []
    for given in _situations(step):
        for each in classes:
            if (request := _construct(each, given)) is not None:
                factor = len(given.get("symbols") or ("one",))
                expected = step["weight"]
                if step.get("per_symbol"):
                    expected = min(expected * factor, step["cap"])
                weighed.append((each, given, request.cost, expected))
    if not weighed and _situations(step):
        return [f"nothing can be asked in the way of {step['if']}"]
    return [
        f"{each.__name__} {given} weighs {cost}, not {expected}"
        for each, given, cost, expected in weighed
        if cost != expected
    ]


def _situations(step: dict[str, Any]) -> list[dict[str, Any]]:  # noqa: PLR0911 - a row each
    """Return parameters (None: left out) with which a step of the weight applies."""
    match step["if"]:
        case {"present": name}:
            return [{name: "1"}] if name != "symbols" else [{"symbols": ("A",)}]
        case {"absent": names}:
            return [dict.fromkeys(names.split(","))]
        case {"param": name, "in": values}:
            return [{name: value} for value in values]
        case {"param": name, "min": first, "max": last}:
            return [{name: each} for each in (first, last) if each is not None]
        case {"count_of": name, "min": first, **rest}:
            return [{name: ("A",) * count} for count in {first, rest.get("max", first)}]
        case {"per": "symbol"}:
            return [{"symbol": "A"}, {"symbols": ("A",) * 3}, {"symbols": ("A",) * 100}]
        case {"equals": conditions}:
            return [{name: value} for name, values in conditions.items() for value in values]
        case {"else": True}:
            return [{}]
    return []


def _construct(request: RequestType, given: dict[str, Any]) -> Any:
    """Build a request as far as its weight needs it; None where it cannot be asked so."""
    by_alias = {info.alias or name: name for name, info in request.model_fields.items()}
    values: dict[str, Any] = {}
    for alias, value in given.items():
        name = by_alias.get(alias)
        if value is None:
            if name is not None and request.model_fields[name].is_required():
                return None
        elif name is None:
            return None
        else:
            values[name] = value
    if "symbols" in given and "symbol" in by_alias and request.model_fields["symbol"].is_required():
        return None
    return request.model_construct(**values)


def _unread(request: RequestType, sample: Any, allowed: dict[str, str]) -> list[str]:
    try:
        answer = request.read(json.dumps(sample).encode())
    except ValidationError as error:
        places = [(".".join(map(str, one["loc"])), one["msg"]) for one in error.errors()[:3]]
        return [f"{request.__name__} does not read its sample: {places}"] * 1000
    dumped = dumped_answer(request, answer)
    found = [place for place in unread(sample, dumped) if place not in allowed]
    return [f"{request.__name__} leaves unread: {place}" for place in found]


def dumped_answer(request: RequestType, answer: Any) -> Any:
    """Spell an answer as Binance would, with what was read and nothing else."""
    adapter: TypeAdapter[Any] = TypeAdapter(request.answer)
    return adapter.dump_python(answer, by_alias=True, exclude_unset=True)


def unread(sample: Any, dumped: Any, place: str = "") -> list[str]:
    """List what of a sample is not in what we kept of it, or is something else there."""
    if isinstance(dumped, BaseModel):
        dumped = dumped.model_dump(by_alias=True, exclude_unset=True)
    if isinstance(sample, dict) and isinstance(dumped, dict):
        return [
            inner
            for name, value in sample.items()
            for inner in unread(value, _value(dumped, name), f"{place}.{name}".lstrip("."))
        ]
    if isinstance(sample, list) and isinstance(dumped, dict):  # a row read into a named model
        return [] if len(dumped) >= len(sample) - 1 else [f"{place}[]"]
    if isinstance(sample, list) and isinstance(dumped, (list, tuple)):
        if len(sample) != len(dumped):
            return [f"{place}[]"]
        inner = (
            unread(one, other, f"{place}[]") for one, other in zip(sample, dumped, strict=True)
        )
        return list(dict.fromkeys(each for found in inner for each in found))
    return [] if _same(sample, dumped) else [place or "all of it"]


def _value(dumped: dict[Any, Any], name: str) -> Any:
    """Look a field up; names that are data may have become something else than text."""
    if name in dumped:
        return dumped[name]
    return next((value for key, value in dumped.items() if _same(name, key)), _ABSENT)


def _same(sample: Any, kept: Any) -> bool:
    if kept is _ABSENT:
        return False
    if isinstance(kept, Enum):
        kept = kept.value
    if isinstance(kept, datetime):
        return _is_time(sample, kept)
    if sample is None or isinstance(sample, bool):
        return sample is kept
    if kept is None:
        return sample in ("", "None", 0, -1)  # the samples spell a null as Python does
    if isinstance(kept, bool):
        return str(sample).lower() == str(kept).lower()
    return str(sample) == str(kept) or _number(sample) == _number(kept) is not None


def _is_time(sample: Any, kept: datetime) -> bool:
    seconds = kept.timestamp()
    number = _number(sample)
    if number is not None:
        return any(abs(float(number) - seconds * unit) < 1 for unit in (1, 1e3, 1e6))
    try:
        read = datetime.fromisoformat(str(sample).replace("/", "-"))
    except ValueError:
        return False
    return (read if read.tzinfo else read.replace(tzinfo=UTC)) == kept


def _number(value: Any) -> Decimal | None:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None
