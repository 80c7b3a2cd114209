"""An address that cannot be reached, the next one, and the main one again."""

from decimal import Decimal
from typing import Any

import httpx
import pytest

from binance import Binance, HmacKey, Hosts, errors
from binance.hooks import HookEvent, RequestDone
from binance.models.orders import OrderType, Side
from binance.origins import Origins
from binance.private import spot
from binance.public import spot as market
from binance.retry import Retry

MAIN, GCP, API1 = (
    "https://api.binance.com",
    "https://api-gcp.binance.com",
    "https://api1.binance.com",
)


class Net(httpx.AsyncBaseTransport):
    """Leads to the fake exchange, except from hosts that are down."""

    def __init__(self, fake: Any, *down: str) -> None:
        self.down = set(down)
        self.tried: list[str] = []
        self._inner = httpx.ASGITransport(fake.app())

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        origin = f"{request.url.scheme}://{request.url.host}"
        self.tried.append(origin)
        if origin in self.down:
            raise httpx.ConnectError("refused")
        return await self._inner.handle_async_request(request)


def test_what_works_comes_first_and_the_main_one_again_after_a_while(now: Any) -> None:
    origins = Origins(Hosts.live(), now, avoid_for=300)
    assert origins.of("api")[:3] == (MAIN, GCP, API1)

    origins.failed(MAIN)
    now.at += 10
    origins.failed(GCP)

    first, *_, last_but_one, last = origins.of("api")
    assert (first, last_but_one, last) == (API1, MAIN, GCP)
    now.at += 290
    first, *_ = origins.of("api")
    assert first == MAIN


async def test_a_read_and_an_order_go_to_the_next_address(
    fake: Any, now: Any, alice: HmacKey, filled: dict[str, Any]
) -> None:
    told: list[HookEvent] = []
    net = Net(fake, MAIN, GCP)
    fake.says("GET /api/v3/ping", {})
    fake.says("POST /api/v3/order", filled)
    order = spot.NewOrder(
        symbol="BTCUSDT", side=Side.SELL, type=OrderType.MARKET, quantity=Decimal("0.1")
    )
    async with Binance(Hosts.live(), transport=net, now=now, hooks=[told.append]) as binance:
        await binance.account(alice).send(order)
        await binance.send(market.Ping())
        net.down.clear()
        now.at += 301
        await binance.send(market.Ping())

        assert binance.limits.unsettled == 0

    assert net.tried == [MAIN, GCP, API1, API1, MAIN]
    assert [event.error for event in told if isinstance(event, RequestDone)][:3] == [
        "Unreachable", "Unreachable", None,
    ]  # fmt: skip
    assert len(fake.calls("POST /api/v3/order")) == 1


async def test_an_order_that_may_have_arrived_goes_nowhere_else(
    fake: Any, now: Any, alice: HmacKey
) -> None:
    net = Net(fake)
    fake.fails("DELETE /api/v3/order", httpx.ReadTimeout("late"))
    async with Binance(Hosts.live(), transport=net, now=now) as binance:
        with pytest.raises(errors.Unknown):
            await binance.account(alice).send(spot.CancelOrder(symbol="BTCUSDT", order_id=1))

    assert net.tried == [MAIN]


async def test_where_nothing_can_be_reached_nothing_was_sent_and_nothing_is_charged(
    fake: Any, now: Any, alice: HmacKey
) -> None:
    net = Net(fake, *Hosts.live().origins("api"))
    async with Binance(Hosts.live(), transport=net, now=now, retry=Retry(attempts=1)) as binance:
        with pytest.raises(errors.Unreachable):
            await binance.send(market.Ping())

        assert (binance.limits.spot.used, binance.limits.unsettled) == (0, 0)
