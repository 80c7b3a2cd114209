"""Binance's documents as data, where they lie beside the project."""

from __future__ import annotations

import json
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

from sandbox.exchange.catalogue import REST

FOLDER = Path(__file__).parents[3] / "shared" / "binance"
PRESENT = FOLDER.is_dir()


@cache
def endpoints() -> dict[str, list[dict[str, Any]]]:
    """Return the documented REST endpoints by "METHOD /path"; products may share one."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for entry in json.loads((FOLDER / "endpoints.json").read_text())["endpoints"]:
        found[f"{entry['method']} {entry['path']}"].append(entry)
    return found


def samples(endpoint: str, product: str) -> list[Any]:
    """Return the answers that a product's documents show for an endpoint."""
    shown = [
        sample
        for entry in endpoints()[endpoint]
        if entry["product"] == product
        for sample in (entry.get("sample"), *(entry.get("doc_samples") or {}).values())
    ]
    return [sample for sample in shown if sample is not None]


def offered(product: str) -> list[str]:
    """Return which of a product's endpoints the sandbox has."""
    return [
        name for name in REST if any(entry["product"] == product for entry in endpoints()[name])
    ]


@cache
def methods(product: str) -> dict[str, dict[str, Any]]:
    """Return the documented methods of a product's WebSocket API by their names."""
    entries = json.loads((FOLDER / "wsapi.json").read_text())["methods"]
    return {each["method"]: each for each in entries if each["product"] == product}


def messages(method: str, product: str) -> list[Any]:
    """Return the good answers that a product's documents show for a method, whole."""
    entry = methods(product)[method]
    return [
        each for each in (entry["sample"], *entry.get("doc_samples", ())) if "error" not in each
    ]


@cache
def streams(product: str, kind: str) -> list[dict[str, Any]]:
    """Return a product's streams of market data, or its events of the user's ("user")."""
    entries = json.loads((FOLDER / "streams.json").read_text())["streams"]
    return [each for each in entries if (each["product"], each["kind"]) == (product, kind)]


def modelled(fields: list[dict[str, Any]]) -> dict[str, Any]:
    """Return an object with all the fields of a documented model, each of its type."""
    return {each["field"]: _of_type(each) for each in fields}


def _of_type(field: dict[str, Any]) -> Any:
    inner = modelled(field.get("fields", []))
    return {"Int": 0, "Str": "", "Bool": False, "List": [inner], "Object": inner}[field["type"]]


@cache
def fixtures(venue: str) -> dict[str, dict[str, Any]]:
    """Return events of users by the names of the files in which they were recorded."""
    paths = sorted((FOLDER.parent / "fixtures" / venue / "user_data_json").glob("*.json"))
    contents = {path.stem: json.loads(path.read_text()) for path in paths}
    return {name: content.get("event", content) for name, content in contents.items()}
