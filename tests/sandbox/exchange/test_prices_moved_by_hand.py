"""What a person may do to a price."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import httpx


@pytest.mark.parametrize("price", ["0", "-1", "0.001", "67000.001", "1e30"])
async def test_a_price_off_the_grid_is_refused_with_a_reason(
    http: httpx.AsyncClient, price: str
) -> None:
    answer = await http.post("/sandbox/price", json={"symbol": "BTCUSDT", "price": price})

    assert answer.status_code == 400
    assert "multiple of 0.01" in answer.json()["error"]
