"""What becomes of a request when its socket, its answer or its clock fails."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Any

import httpx
import pytest
from pretend_market import loop_time
from pretend_wsapi import Answer, Line, WsServer, now, refusal

from binance import Binance, HmacKey, Hosts, Priority, errors
from binance.backoff import Fixed
from binance.breaker import BreakerPolicy
from binance.models.order_terms import OrderType, Side
from binance.private import futures, spot
from binance.public import futures as contracts
from binance.public import spot as market
from binance.public import system
from binance.retry import Retry
from binance.streams.connection import SocketPolicy
from binance.streams.pace import Pace

pytestmark = pytest.mark.virtual_time

PRICE = market.Price(symbol="BTCUSDT")
ORDER = spot.NewOrder(
    symbol="BTCUSDT", side=Side.BUY, type=OrderType.MARKET, quantity=Decimal("0.01")
)
REST_PRICE = "GET /api/v3/ticker/price"
REST_ORDER = "POST /api/v3/order"


@pytest.fixture
def server(fake: Any, filled: Answer) -> WsServer:
    """A WebSocket API; REST beside it knows another price."""
    fake.now = now
    fake.says(REST_PRICE, {"symbol": "BTCUSDT", "price": "1"})
    fake.says(REST_ORDER, filled)
    return WsServer({"order.place": lambda *_: {"status": 200, "result": filled}})


@asynccontextmanager
async def client(server: WsServer, fake: Any, **more: Any) -> AsyncIterator[Binance]:
    transport = httpx.ASGITransport(fake.app())
    policy = SocketPolicy(dial=server.dial, pace=Pace(200, 300.0, now=loop_time))
    given: dict[str, Any] = {"retry": Retry(Fixed(first=0))} | more
    async with (
        Binance(Hosts.sandbox(), transport=transport, now=now, **given) as binance,
        binance.over_sockets(policy=policy) as over,
    ):
        yield over


@pytest.fixture
async def over(server: WsServer, fake: Any) -> AsyncIterator[Binance]:
    async with client(server, fake) as over:
        yield over


def cut(line: Line, _request: Answer) -> None:
    line.cut()


def silent(_line: Line, _request: Answer) -> None:
    """Never answer."""


async def test_a_request_is_signed_by_its_sorted_raw_parameters(
    over: Binance, server: WsServer, alice: HmacKey
) -> None:
    with pytest.raises(errors.Unknown):  # the pretended answer is none
        await over.account(alice).send(spot.CancelOrder(symbol="１２３４５６", order_id=7))

    (params,) = server.asked("order.cancel")
    payload = (
        f"apiKey={alice.api_key}&orderId=7&recvWindow=5000&symbol=１２３４５６"
        f"&timestamp={params['timestamp']}"
    )
    assert params["signature"] == alice.sign(payload)


async def test_lists_and_truth_values_travel_as_json(over: Binance, server: WsServer) -> None:
    with pytest.raises(errors.Unreadable):
        await over.send(market.ExchangeInfo(symbols=("A", "B"), show_permission_sets=False))

    (params,) = server.asked("exchangeInfo")
    assert params == {"symbols": ["A", "B"], "showPermissionSets": False}


async def test_an_order_whose_answer_is_lost_is_sent_no_second_time(
    over: Binance, server: WsServer, fake: Any, alice: HmacKey
) -> None:
    server.replies["order.place"] = cut

    with pytest.raises(errors.Unknown) as lost:
        await over.account(alice).send(ORDER)
    await asyncio.sleep(20)

    assert server.methods == ["order.place"]
    assert fake.calls(REST_ORDER) == []
    assert lost.value.client_order_id == ORDER.new_client_order_id
    assert lost.value.endpoint == REST_ORDER
    assert over.limits.unsettled == 0
    assert over.limits.spot.used >= 1  # it may have been counted


async def test_an_order_that_could_not_be_written_leaves_by_rest(
    over: Binance, server: WsServer, fake: Any, alice: HmacKey
) -> None:
    server.down = True

    placed = await over.account(alice).send(ORDER)

    assert placed.order_id == 28
    assert len(fake.calls(REST_ORDER)) == 1


async def test_a_connection_that_goes_while_an_order_waits_for_room_sends_nothing(
    over: Binance, server: WsServer, fake: Any, alice: HmacKey
) -> None:
    await asyncio.sleep(35)  # the window turns at 40
    await over.send(PRICE)
    weight = over.limits.spot.limit - over.limits.spot.used
    filling = await over.limits.admit_weight(weight, priority=Priority.CRITICAL)

    ordering = asyncio.ensure_future(over.account(alice).send(ORDER))
    await asyncio.sleep(0.1)
    server.down = True
    server.lines[0].cut()
    filling.release()
    await ordering

    assert server.asked("order.place") == []
    assert len(fake.calls(REST_ORDER)) == 1
    assert over.limits.unsettled == 0


async def test_a_read_whose_answer_is_lost_is_asked_again(
    over: Binance, server: WsServer, fake: Any
) -> None:
    server.replies["ticker.price"] = cut

    assert (await over.send(PRICE)).price == 1  # by REST, while the socket is mended
    del server.replies["ticker.price"]
    await asyncio.sleep(5)
    assert (await over.send(PRICE)).price == Decimal("67000.10")

    assert len(fake.calls(REST_PRICE)) == 1


async def test_who_gives_no_answer_in_time_is_asked_nothing_more(
    over: Binance, server: WsServer, fake: Any, alice: HmacKey
) -> None:
    """What others had asked there before is still answered there."""
    server.replies["order.place"] = silent
    server.replies["ticker.price"] = lambda line, request: late(line, request, server)
    ordering = asyncio.ensure_future(over.account(alice).send(ORDER))
    await asyncio.sleep(9)
    asking = asyncio.ensure_future(over.send(PRICE))

    with pytest.raises(errors.Unknown, match="in time"):
        await ordering
    await asyncio.sleep(2)  # longer than the pause before another connection
    del server.replies["ticker.price"]
    again = await over.send(PRICE)

    assert (await asking).price == again.price == Decimal("67000.10")
    await asyncio.sleep(1)
    assert [line.methods for line in server.lines] == [
        ["order.place", "ticker.price"],
        ["ticker.price"],
    ]
    assert server.lines[0].closed_at == pytest.approx(14.1, abs=0.5)
    assert fake.seen == []


def late(line: Line, request: Answer, server: WsServer) -> None:
    line.bring({"id": request["id"]} | server.good(line, request), 5.0)


@pytest.mark.parametrize("message", [b'{"id":1,"status":200,"resu', b"[]"])
async def test_an_answer_that_cannot_be_read_is_none(
    over: Binance, server: WsServer, alice: HmacKey, message: bytes
) -> None:
    server.replies["order.place"] = lambda line, _request: line.bring(message)

    with pytest.raises(errors.Unknown):
        await over.account(alice).send(ORDER)

    assert loop_time() < 5  # nobody waits for what will not come
    await asyncio.sleep(5)
    assert server.open == server.lines[1:]


async def test_a_ban_silences_everything_until_it_ends(
    over: Binance, server: WsServer, fake: Any
) -> None:
    server.replies["ticker.price"] = banned
    with pytest.raises(errors.RateLimited) as ban:
        await over.send(PRICE)
    server.lines[0].cut()  # as Binance does
    del server.replies["ticker.price"]

    with pytest.raises(errors.RateLimited):
        await over.send(PRICE)
    await asyncio.sleep(100)
    assert len(server.tried_at) == 1
    await asyncio.sleep(70)
    price = await over.send(PRICE)

    assert ban.value.banned
    assert ban.value.retry_after == pytest.approx(150, abs=2)
    assert fake.seen == []
    assert price.price == Decimal("67000.10")
    assert len(server.tried_at) == 2


def banned(_line: Line, _request: Answer) -> Answer:
    until = int((now() + 150) * 1000)
    return refusal(418, -1003, "Way too much request weight used.", retryAfter=until)


async def test_too_many_requests_are_answered_with_the_moment_to_come_again(
    over: Binance, server: WsServer
) -> None:
    server.replies["ticker.price"] = lambda *_: refusal(
        429, -1003, retryAfter=int((now() + 20) * 1000)
    )

    with pytest.raises(errors.RateLimited) as limited:
        await over.send(PRICE)

    assert not limited.value.banned
    assert limited.value.retry_after == pytest.approx(20, abs=2)


async def test_a_ban_of_the_sockets_of_usdm_is_one_of_its_rest(
    over: Binance, server: WsServer, fake: Any
) -> None:
    server.replies["ticker.price"] = banned
    request = contracts.Price(symbol="BTCUSDT")
    with pytest.raises(errors.RateLimited):
        await over.send(request)

    with pytest.raises(errors.RateLimited):
        await over.send(contracts.Time())

    assert fake.seen == []


async def test_a_wrong_clock_costs_one_refusal(
    over: Binance, server: WsServer, fake: Any, alice: HmacKey, filled: Answer
) -> None:
    server.ahead = 7.0
    server.replies["order.place"] = lambda _line, request: checked(request, filled)

    placed = await over.account(alice).send(ORDER)

    sent = [int(params["timestamp"]) for params in server.asked("order.place")]
    assert placed.order_id == 28
    assert len(sent) == 2
    assert sent[1] - sent[0] >= 6_900
    assert over.clock.offset == pytest.approx(7.0, abs=0.2)
    assert fake.seen == []  # the time was asked on the socket too


def checked(request: Answer, filled: Answer) -> Answer:
    if int(request["params"]["timestamp"]) < (now() + 2) * 1000:
        return refusal(400, -1021, "Timestamp for this request is outside of the recvWindow.")
    return {"status": 200, "result": filled}


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (refusal(400, -2010, "Duplicate order sent."), errors.DuplicateOrder),
        (refusal(400, -2010, "Account has insufficient balance."), errors.OrderRejected),
        (refusal(400, -1013, "Filter failure: LOT_SIZE"), errors.OrderRejected),
        (refusal(401, -2015, "Invalid API-key, IP, or permissions"), errors.BadKey),
        (refusal(429, -1015, "Too many new orders"), errors.TooManyOrders),
        (refusal(500, -1000, "An unknown error"), errors.Unknown),
        (refusal(400, -1007, "Timeout waiting for response"), errors.Unknown),
        ({"status": 403, "error": {}}, errors.Forbidden),
        ({"status": 404}, errors.Unknown),
        ({}, errors.Unknown),
    ],
)
async def test_refusals_are_those_of_rest(
    over: Binance,
    server: WsServer,
    fake: Any,
    alice: HmacKey,
    answer: Answer,
    expected: type[errors.BinanceError],
) -> None:
    server.replies["order.place"] = lambda *_: answer

    with pytest.raises(expected):
        await over.account(alice).send(ORDER)

    assert server.methods == ["order.place"]
    assert fake.seen == []


async def test_half_of_a_replacement_says_which_half(
    over: Binance, server: WsServer, alice: HmacKey
) -> None:
    server.replies["order.cancelReplace"] = lambda *_: refusal(
        409, -2021, "Partial.", cancelResult="SUCCESS", newOrderResult="FAILURE"
    )
    request = spot.CancelReplace(
        **ORDER.model_dump(), cancel_replace_mode="ALLOW_FAILURE", cancel_order_id=5
    )

    with pytest.raises(errors.HalfDone) as half:
        await over.account(alice).send(request)

    assert (half.value.cancelled, half.value.placed) == (True, False)


async def test_futures_have_their_own_meaning_of_a_code(
    over: Binance, server: WsServer, alice: HmacKey
) -> None:
    server.replies["order.cancel"] = lambda *_: refusal(
        503, -1008, "Server is currently overloaded with other requests. "
        "Please try again in a few minutes.",
    )  # fmt: skip

    with pytest.raises(errors.Busy):
        await over.account(alice).send(futures.CancelOrder(symbol="BTCUSDT", order_id=1))


async def test_sockets_have_a_breaker_of_their_own(server: WsServer, fake: Any) -> None:
    server.replies["ticker.price"] = lambda *_: refusal(503, 0)
    once = Retry(Fixed(first=0), attempts=1)
    async with client(server, fake, retry=once, breaker=BreakerPolicy(minimum=4)) as over:
        for _ in range(4):
            with pytest.raises(errors.Unknown):
                await over.send(PRICE)
        by_rest = await over.send(PRICE)
        over.breaker("ws-api").close()
        del server.replies["ticker.price"]
        by_socket = await over.send(PRICE)

    assert by_rest.price == 1
    assert by_socket.price == Decimal("67000.10")
    assert over.health().last_success_age is not None


async def test_who_is_cancelled_leaves_nothing_behind(over: Binance, server: WsServer) -> None:
    server.replies["ticker.price"] = silent
    asking = asyncio.ensure_future(over.send(PRICE))
    await asyncio.sleep(1)

    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)

    assert over.limits.unsettled == 0
    del server.replies["ticker.price"]
    assert (await over.send(PRICE)).price == Decimal("67000.10")
    assert len(server.lines) == 1


async def test_what_no_socket_serves_goes_by_rest(
    over: Binance, server: WsServer, fake: Any, alice: HmacKey
) -> None:
    fake.says("GET /sapi/v1/system/status", {"status": 0, "msg": "normal"})
    fake.says("GET /fapi/v1/time", {"serverTime": 1})

    await over.account(alice).send(system.Status())
    await over.send(contracts.Time())

    assert len(fake.seen) == 2
    assert server.tried_at == []  # nothing is opened before it is wanted


async def test_an_error_leaves_the_block_as_it_is(server: WsServer, fake: Any) -> None:
    server.replies["ticker.price"] = lambda *_: refusal(400, -1121, "Invalid symbol.")

    with pytest.raises(errors.NoSuchSymbol):
        async with client(server, fake) as over:
            await over.send(PRICE)

    assert not server.open
