"""Which endpoints the client knows, product by product; `docs/binance-coverage.md` is made here.

python -m binance.coverage [endpoints.json] > docs/binance-coverage.md
"""

import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from types import ModuleType
from typing import Any

from binance import private, public
from binance.request import Private, Public, Request
from binance.weights import Bucket

RequestType = type[Request[Any]]

PRODUCTS: Mapping[str, tuple[str, ...]] = {
    "spot": ("public.spot", "private.spot"),
    "usdm": ("public.futures", "private.futures"),
    "coinm": ("public.coin_futures", "private.coin_futures"),
    "margin": ("public.margin", "private.margin"),
    "wallet": ("public.system", "private.asset"),
    "sub-account": ("private.subaccount",),
    "simple-earn": ("private.earn",),
    "staking": ("private.staking",),
    "mining": ("public.mining", "private.mining"),
    "convert": ("public.convert", "private.convert"),
}
"""The modules of each product of Binance's documents."""


def requests(product: str) -> list[RequestType]:
    """List a product's request types, sorted by path."""
    prefixes = tuple(f"binance.{name}" for name in PRODUCTS[product])
    found = [each for each in _all() if _inside(each.__module__, prefixes)]
    return sorted(found, key=lambda each: (each.path, each.method, each.__name__))


def endpoints(product: str) -> dict[tuple[str, str], list[RequestType]]:
    """Group a product's request types by method and path; some endpoints have two."""
    found: dict[tuple[str, str], list[RequestType]] = defaultdict(list)
    for each in requests(product):
        found[each.method, each.path].append(each)
    return dict(found)


def table(documented: Mapping[str, int] | None = None) -> str:
    """Write the whole page; `documented` counts the endpoints of each product's documents."""
    known = {product: endpoints(product) for product in PRODUCTS}
    lines = [
        "# What the client covers",
        "",
        "Every endpoint as a typed request value. Made from the code by",
        "`python -m binance.coverage` (`make coverage`); a test keeps it current.",
        "",
        *_summary({product: len(found) for product, found in known.items()}, documented),
    ]
    for product, found in known.items():
        lines += ["", f"## {product}", "", *_rows(found)]
    return "\n".join(lines) + "\n"


def _summary(counts: Mapping[str, int], documented: Mapping[str, int] | None) -> Iterator[str]:
    yield "| product | endpoints | documented |"
    yield "|---|---:|---:|"
    for product, count in counts.items():
        yield f"| {product} | {count} | {documented[product] if documented else ''} |"
    total = sum(documented[product] for product in counts) if documented else ""
    yield f"| **together** | **{sum(counts.values())}** | **{total}** |"


def _rows(found: Mapping[tuple[str, str], list[RequestType]]) -> Iterator[str]:
    yield "| endpoint | request | weight | charged | security |"
    yield "|---|---|---:|---|---|"
    for (method, path), types in found.items():
        cells = [f"{method} {path}", _names(types), _weight(types), _charged(types[0])]
        yield f"| {' | '.join(cells)} | {types[0].security} |"


def _names(types: Iterable[RequestType]) -> str:
    return ", ".join(f"`{_package(each)}.{each.__name__}`" for each in types)


def _package(request: RequestType) -> str:
    """Name the package that a request is imported from."""
    packages = (name for names in PRODUCTS.values() for name in names)
    return next(name for name in packages if _inside(request.__module__, [f"binance.{name}"]))


def _weight(types: Iterable[RequestType]) -> str:
    fixed = {each.weight for each in types}
    return "by what is asked" if any(callable(one) for one in fixed) else _span(fixed)


def _span(weights: Iterable[Any]) -> str:
    return " or ".join(str(weight) for weight in sorted(weights))


def _charged(request: RequestType) -> str:
    charged = "account" if request.bucket is Bucket.UID else "address"
    extras = [f"{request.quota.requests} in {request.quota.seconds} s"] if request.quota else []
    if request.orders.ten_seconds or request.orders.longer:
        extras.append("order count")
    if request.free_on_success:
        extras.append("free when it succeeds")
    return "; ".join([charged, *extras])


def _all() -> set[RequestType]:
    for package in (public, private):
        _import_all(package)
    return {each for each in _below(Public) | _below(Private) if "path" in vars(each)}


def _below(kind: RequestType) -> set[RequestType]:
    children = set(kind.__subclasses__())
    return children.union(*(_below(child) for child in children))


def _import_all(package: ModuleType) -> None:
    for module in walk_packages(package.__path__, f"{package.__name__}."):
        import_module(module.name)


def _inside(module: str, prefixes: Iterable[str]) -> bool:
    return any(module == prefix or module.startswith(f"{prefix}.") for prefix in prefixes)


def _documented(path: Path) -> dict[str, int]:
    entries = json.loads(path.read_text())["endpoints"]
    return {product: sum(entry["product"] == product for entry in entries) for product in PRODUCTS}


if __name__ == "__main__":
    sys.stdout.write(table(_documented(Path(sys.argv[1])) if len(sys.argv) > 1 else None))
