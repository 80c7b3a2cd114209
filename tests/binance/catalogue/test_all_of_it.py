"""The whole catalogue: every endpoint is there, no retired one is, and the page says so."""

import json
from pathlib import Path

import binance_catalogue as documents
import pytest

from binance import coverage

PAGE = Path(__file__).parents[3] / "docs" / "binance-coverage.md"
pytestmark = pytest.mark.skipif(not documents.PRESENT, reason="the documents are not here")


def known() -> set[tuple[str, str, str]]:
    return {
        (product, *each) for product in coverage.PRODUCTS for each in coverage.endpoints(product)
    }


def documented() -> list[dict[str, str]]:
    entries = [each for given in documents.endpoints().values() for each in given]
    return [each for each in entries if each["product"] in coverage.PRODUCTS]


def test_all_482_documented_endpoints_are_requests_and_nothing_else_is() -> None:
    wanted = {(each["product"], each["method"], each["path"]) for each in documented()}

    assert len(documented()) == len(wanted) == 482
    assert known() == wanted


def test_no_retired_path_is_asked_for() -> None:
    retired = json.loads((documents.FOLDER / "legacy_paths.json").read_text())
    current = {(each["method"], each["path"]) for each in documented()}
    gone = {(each["method"], each["path"]) for each in retired} - current

    assert {(method, path) for _, method, path in known()} & gone == set()


def test_the_page_of_coverage_is_current() -> None:
    counts = {
        product: sum(each["product"] == product for each in documented())
        for product in coverage.PRODUCTS
    }

    assert PAGE.read_text() == coverage.table(counts)
