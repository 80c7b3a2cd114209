"""What passes here passes the exchange: its own code judges every request that is made."""

from collections.abc import AsyncIterator, Callable
from decimal import ROUND_DOWN, Context, Decimal

import pytest
import sandbox_rules
from hypothesis import given, settings, target
from hypothesis import strategies as st
from on_the_sandbox import Visit, visiting

from binance.models.order_lists import PlacedList
from binance.models.order_terms import Side, TimeInForce
from binance.private import spot
from binance.public import spot as public
from bot.ordering import (
    Amount,
    Base,
    Free,
    Market,
    Quote,
    Share,
    Wish,
    client_ids,
    legs,
    parse,
    request_for,
)
from bot.ordering.wishes import AtMarket, Bracket, Kind, Limit, Oco, Part, Stop, Touch, Trail
from bot.refusals import Refused

EXACT = Context(prec=100)
INFOS = [sandbox_rules.info(name) for name in ("BTCUSDT", "ETHUSDT", "DOGEUSDT", "ETHBTC")]
TYPICAL = {
    "BTCUSDT": Decimal(62500), "ETHUSDT": Decimal(4000), "DOGEUSDT": Decimal("0.2"),
    "ETHBTC": Decimal("0.05"),
}  # fmt: skip
RICH = Free(Decimal(10**9), Decimal(10**9))

money = st.decimals("0.00001", 10**6, places=5)
amounts: st.SearchStrategy[Amount] = st.one_of(
    st.builds(Base, money), st.builds(Quote, money),
    st.builds(Share, st.decimals("0.0001", 100, places=4)),
)  # fmt: skip
times = st.sampled_from([TimeInForce.GTC, TimeInForce.IOC, TimeInForce.FOK])
sides = st.sampled_from([Side.BUY, Side.SELL])
factors = st.decimals("0.15", "6", places=3) | st.decimals("0.95", "1.05", places=4)


@st.composite
def wishes(draw: st.DrawFn) -> Wish:
    info = draw(st.sampled_from(INFOS))
    assert info.price_filter is not None
    tick, last = info.price_filter.tick_size, TYPICAL[info.symbol]

    def price() -> Decimal:
        return (last * draw(factors)).quantize(tick, ROUND_DOWN)

    def maybe() -> Decimal | None:
        return price() if draw(st.booleans()) else None

    def entry() -> Limit:
        coins = st.decimals("0.0001", 100, places=4)
        part = draw(st.none() | coins | coins.map(Part))
        return Limit(price(), post=draw(st.booleans()), iceberg=part)

    def stop() -> Stop:
        return Stop(price(), maybe(), draw(times))

    def loss() -> Stop | Trail:
        return stop() if draw(st.booleans()) else Trail(draw(st.integers(1, 3000)), limit=maybe())

    def profit() -> Limit | Touch:
        return Limit(price()) if draw(st.booleans()) else Touch(price(), maybe(), draw(times))

    kinds: dict[str, Callable[[], Kind]] = {
        "market": AtMarket,
        "limit": lambda: Limit(price(), draw(times)),
        "resting": entry,
        "stop": stop,
        "touch": lambda: Touch(price(), maybe(), draw(times)),
        "trail": lambda: Trail(draw(st.integers(1, 3000)), maybe(), maybe(), draw(times)),
        "oco": lambda: Oco(profit(), loss()),
        "bracket": lambda: Bracket(entry(), profit(), loss()),
        "taking": lambda: Bracket(entry(), profit(), None),
        "stopping": lambda: Bracket(entry(), None, loss()),
    }
    kind = kinds[draw(st.sampled_from([*kinds]))]()
    return Wish(draw(sides), info, draw(amounts), kind)


@settings(max_examples=400)  # prices at random are mostly on the wrong side
@given(wishes(), st.integers(0, 10**8), st.integers(0, 10**8))
def test_what_passes_ours_passes_the_exchange(wish: Wish, base: int, quote: int) -> None:
    last = TYPICAL[wish.info.symbol]
    free = Free(Decimal(base), Decimal(quote))
    try:
        request = request_for(wish, Market(last, free))
    except Refused:
        return

    target(float(len(legs(request))))
    sandbox_rules.read(request).check(last, last)
    first = legs(request)[0]
    spent = first.quote_order_qty or EXACT.multiply(
        first.quantity or Decimal(0), first.price or first.stop_price or last
    )
    if wish.side == Side.BUY:
        assert spent <= free.quote
    elif first.quantity is not None:
        assert first.quantity <= free.base


@settings(max_examples=300)
@given(wishes())
def test_the_nearest_amount_that_is_named_would_do(wish: Wish) -> None:
    market = Market(TYPICAL[wish.info.symbol], RICH)
    try:
        request_for(wish, market)
    except Refused as refused:
        if "unit" not in refused.values:
            return
        nearest = Decimal(str(refused.values["nearest"]).replace(",", ""))
        in_money = refused.values["unit"] == wish.info.quote_asset
    else:
        return

    amount = Quote(nearest) if in_money else Base(nearest)
    assert request_for(Wish(wish.side, wish.info, amount, wish.kind), market)


@pytest.fixture
async def visit() -> AsyncIterator[Visit]:
    balances = {"BTC": "5", "USDT": "500000", "ETH": "50"}
    async with visiting(label="alice", balances=balances) as visit:
        yield visit


SPOKEN = [
    "buy btc $100",
    "sell btc 25%",
    "buy btc 0.01 @ {low}",
    "buy btc 0.01 @ {low} post",
    "buy btc 0.01 @ {low} ioc",
    "sell btc 2 @ {high} iceberg 0.1",
    "sell btc 0.12345 @ {high} iceberg 1%",
    "bracket btc 0.1 @ {low} sl {lower} iceberg 7%",
    "sell btc 0.01 stop {low}",
    "sell btc 0.01 stop {low} limit {lower}",
    "sell btc 0.01 tp {high}",
    "buy btc 0.01 stop {high} limit {higher}",
    "buy btc 0.01 touch {low}",
    "sell btc 0.1 trail 2%",
    "sell btc 0.1 trail 2% from {high}",
    "buy btc 0.1 trail 2% from {low}",
    "sell btc 25% @ {high} stop {low}",
    "sell btc 25% tp {high} sl {low} limit {lower}",
    "sell btc 0.1 @ {high} trail 2%",
    "buy btc $500 @ {low} stop {high}",
    "bracket btc $500 @ {low} tp {high} sl {lower}",
    "bracket btc $500 @ {low} sl {lower} post",
    "bracket btc $500 @ {higher} tp {highest} sl {low}",
    "bracket sell btc 0.1 @ {high} tp {low} sl {higher}",
]


@pytest.mark.parametrize("spoken", SPOKEN)
async def test_what_is_said_is_placed_under_our_names(visit: Visit, spoken: str) -> None:
    symbols = await visit.binance.symbols()
    last = (await visit.binance.send(public.Price(symbol="BTCUSDT"))).price
    account = await visit.account.send(spot.GetAccount())
    balance = {one.asset: one.free for one in account.balances}
    far = {"lower": "0.85", "low": "0.9", "high": "1.1", "higher": "1.15", "highest": "1.2"}
    named = {name: (last * Decimal(by)).quantize(Decimal("0.01")) for name, by in far.items()}
    command, *words = spoken.format(**named).split()
    free = Free(balance["BTC"], balance["USDT"])

    request = request_for(
        parse(command, words, symbols), Market(last, free, rates=account.commission_rates)
    )
    if isinstance(request, spot.NewOrder):
        await visit.account.send(spot.TestOrder.model_validate(request.model_dump()))
    placed = await visit.account.send(request)

    names = client_ids(request)
    assert len(set(names)) == len(names)
    for name in names if len(names) == 1 else names[1:]:
        found = await visit.account.send(
            spot.QueryOrder(symbol=request.symbol, orig_client_order_id=name)
        )
        assert found.client_order_id == name
    if isinstance(placed, PlacedList):
        assert placed.list_client_order_id == names[0]
