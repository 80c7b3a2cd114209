"""An account with a past that Binance tells of a few pages at a time, and those who read it."""

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from gathering import Gathers

from binance.errors import BadKey, BinanceError, NoSuchSymbol
from binance.models.futures.history import Income as Change
from binance.models.futures.orders import Trade as ContractTrade
from binance.models.orders import Trade as SpotTrade
from binance.private import coin_futures, futures, spot
from bot.statements import Profits
from bot.statements.asking import Reach
from bot.statements.income_reader import IncomeReader
from bot.statements.trade_reader import PAGE, TradeReader
from bot.statements.whereabouts import Places
from storage import Owner, Storage, Which

if TYPE_CHECKING:
    from bot.accounts import Connected

OWNER = Owner("sandbox", 77)
D = Decimal


def bought(symbol: str, number: int, at: datetime) -> SpotTrade:
    return SpotTrade(
        symbol=symbol, id=number, order_id=number, price=D(2), qty=D(1), quote_qty=D(2),
        commission=D("0.1"), commission_asset="USDT", time=at, is_buyer=True, is_maker=True,
        is_best_match=True,
    )  # fmt: skip


def contract(symbol: str, number: int, at: datetime) -> ContractTrade:
    return ContractTrade.model_validate(
        {
            "symbol": symbol,
            "id": number,
            "orderId": number,
            "side": "SELL",
            "positionSide": "BOTH",
            "price": "2",
            "qty": "1",
            "quoteQty": "2",
            "realizedPnl": "0",
            "commission": "0",
            "commissionAsset": "USDT",
            "time": at,
            "buyer": False,
            "maker": False,
        }
    )  # fmt: skip


def change(number: int, at: datetime, kind: str = "FUNDING_FEE") -> Change:
    return Change.model_validate(
        {
            "symbol": "BTCUSDT",
            "incomeType": kind,
            "income": "-0.5",
            "asset": "USDT",
            "info": "",
            "time": at,
            "tranId": number,
            "tradeId": "",
        }
    )  # fmt: skip


@dataclass
class Exchange(Gathers):
    """One account as Binance would tell of it, and how often it was asked what."""

    now: Callable[[], datetime]
    spot: dict[str, list[SpotTrade]] = field(default_factory=dict)
    usdm: dict[str, list[ContractTrade]] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    held: dict[str, str] = field(default_factory=dict)
    exposed: Collection[str] | None = None
    futures_allowed: bool = True
    failure: BinanceError | None = None
    asked: Counter[str] = field(default_factory=Counter)
    owner: str = "telegram 1001"

    def accepted(self, _api: str) -> int:
        return 0

    async def send(self, request: Any, *, priority: Any = None) -> Any:
        del priority
        self.asked[type(request).__name__] += 1
        if self.failure is not None:
            raise self.failure
        if request.api in {"fapi", "dapi"} and not self.futures_allowed:
            raise BadKey(-2015, "Invalid API-key, IP, or permissions for action.")
        return self._answer(request)

    def _answer(self, request: Any) -> Any:  # noqa: PLR0911  # a case for each question
        match request:
            case spot.GetAccount():
                held = [SimpleNamespace(asset=a, total=D(n)) for a, n in self.held.items()]
                return SimpleNamespace(balances=held)
            case spot.MyTrades(symbol=symbol, from_id=first):
                if symbol not in self.spot:
                    raise NoSuchSymbol(-1121, "Invalid symbol.")
                return [one for one in self.spot[symbol] if one.id >= first][:PAGE]
            case futures.UserTrades(symbol=symbol, from_id=None):
                begin, end = request.start_time, request.end_time
                assert end - begin <= timedelta(days=7)
                return [one for one in self.usdm[symbol] if begin <= one.time <= end][:PAGE]
            case futures.UserTrades(symbol=symbol, from_id=first):
                since = self.now() - timedelta(days=7)  # "the last 7 days' data will be returned"
                rows = [one for one in self.usdm[symbol] if one.id >= first]
                return [one for one in rows if one.time >= since][:PAGE]
            case futures.PositionInformation():
                names = self.usdm if self.exposed is None else self.exposed
                return [SimpleNamespace(symbol=symbol) for symbol in names]
            case futures.IncomeHistory(start_time=begin):
                return [one for one in self.changes if one.time >= begin][:PAGE]
            case coin_futures.PositionInformation() | coin_futures.IncomeHistory():
                return []
        raise AssertionError(f"nobody expects {request!r}")


class Setting:
    """An account, and those who read it."""

    def __init__(self, storage: Storage, clock: Any) -> None:
        self.storage, self.clock = storage, clock
        self.exchange = Exchange(clock)
        key = SimpleNamespace(id=5, user_id=1001, environment="sandbox", account_uid=77)
        self.connected = cast("Connected", SimpleNamespace(key=key, account=self.exchange))
        reach = Reach(lambda: clock().timestamp())

        async def symbols() -> dict[str, Any]:
            names = ["BTCUSDT", "ETHUSDT", "BTCUSDC"]
            return {one: SimpleNamespace(base_asset=one[:3], quote_asset=one[3:]) for one in names}

        listed = cast("Any", SimpleNamespace(symbols=symbols))
        places = Places(storage, listed, reach, now=lambda: clock().timestamp())
        self.trades = TradeReader(storage, places, now=clock)
        self.incomes = IncomeReader(storage, reach, now=clock)
        self.prices: dict[str, Decimal] = {}
        self.profits = Profits(
            storage, cast("Any", SimpleNamespace(of=self._of)), listed,
            cast("Any", SimpleNamespace(last_of_all=self._last)),
            self.trades, self.incomes, places, now=clock,
        )  # fmt: skip

    async def _of(self, user_id: int) -> "Connected":
        del user_id
        return self.connected

    async def _last(self) -> Callable[[str], Decimal | None]:
        return self.prices.get

    async def kept(self, symbol: str) -> list[int]:
        async with self.storage.read() as unit:
            return [one.trade_id for one in await unit.trades.all(OWNER, Which(symbol=symbol))]
