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


def samples(endpoint: str, product: str | None = None) -> list[Any]:
    """Return the answers that the documents show for an endpoint, of one product or of all."""
    shown = [
        sample
        for entry in endpoints()[endpoint]
        if product in {None, entry["product"]}
        for sample in (entry.get("sample"), *(entry.get("doc_samples") or {}).values())
    ]
    return [sample for sample in shown if sample is not None]


def offered(product: str) -> list[str]:
    """Return which of a product's endpoints the sandbox has."""
    return [
        name for name in REST if any(entry["product"] == product for entry in endpoints()[name])
    ]
