"""What a person sees before a spot order: the very request, and what it means for the account."""

from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

from binance import Binance
from binance.models.account import AccountInfo, Balance
from binance.models.exchange import SymbolInfo
from binance.models.order_terms import OrderType, Side
from binance.private import spot as private
from binance.public import spot
from binance.streams.books import Fill
from bot import ordering
from bot.accounts import Connected
from bot.asked import Asked
from bot.deeds import deed_of
from bot.fees import Fees, FeeTable, Purse, expected_fee
from bot.glances import Glances
from bot.ordering import entries, funds
from bot.ordering.entries import Entry
from bot.ordering.exits import Exit, exits_of
from bot.ordering.market import Free, Market, OpenCounts, left_to_buy
from bot.ordering.outlook import expected_fill, filled_at_once, to_the_tick, tradable
from bot.ordering.shapes import SpotOrder
from bot.ordering.wishes import AtMarket, Bracket, Oco, Wish, parts
from bot.prices import Prices
from bot.trading import TICKET_LIFE, Trading
from bot.whose import label_if_several
from storage import Storage

_LIMITS = frozenset({OrderType.LIMIT, OrderType.LIMIT_MAKER})
THIN = Decimal("0.005")  # slippage from which on a person is warned


@dataclass(frozen=True)
class Preview:
    """What a person confirms, and what it means.

    `price` is the average that the book gives, or the order's own; `expected` is what the book
    would give a market order now, None where none was to be had. A limit order that `takes` trades
    at once; `at_once` is how much of it, as far as the book is known. `free_gained` is what there
    will be of the other asset once a single order is filled. Fees would be paid with a discount in
    the asset that the account is `short_of`, if it had enough of it. `exits` are where a pair or a
    bracket gets out again.
    """

    wish: Wish
    asked: Asked
    request: SpotOrder
    entry: Entry
    last: Decimal
    price: Decimal
    quantity: Decimal
    notional: Decimal
    fee: Decimal | None
    paid_in: str | None
    free_after: Decimal
    ticket_id: str = ""
    label: str | None = None
    exits: tuple[Exit, ...] = ()
    lasts: timedelta = TICKET_LIFE
    expected: Fill | None = None
    takes: bool = False
    at_once: Fill | None = None
    free_gained: Decimal | None = None
    short_of: str | None = None

    @property
    def info(self) -> SymbolInfo:
        return self.wish.info

    @property
    def gets_asset(self) -> str:
        return self.info.base_asset if self.entry.side == Side.BUY else self.info.quote_asset

    @property
    def spends_asset(self) -> str:
        return self.info.quote_asset if self.entry.side == Side.BUY else self.info.base_asset

    @property
    def thin(self) -> bool:
        """Whether the order itself moves the price by much."""
        slippage = None if self.expected is None else self.expected.slippage
        return slippage is not None and slippage > THIN


class Previews:
    """Turns wishes into questions."""

    def __init__(
        self,
        storage: Storage,
        binance: Binance,
        trading: Trading,
        prices: Prices,
        glances: Glances,
        fees: FeeTable,
    ) -> None:
        self._storage, self._binance = storage, binance
        self._trading, self._prices = trading, prices
        self._glances, self._fees = glances, fees

    async def of(self, user_id: int, chat_id: int, wish: Wish, words: str = "") -> Preview:
        """Check a wish and keep the request it makes under a ticket, to be confirmed.

        `words` are how it was put, to be read anew if the price runs away meanwhile.
        """
        connected = await self._trading.ready(user_id)
        account = await connected.account.send(private.GetAccount(omit_zero_balances=True))
        fees = await self._fees.of(connected, wish.info.symbol)
        market = await self._market(wish, connected, account, fees)
        request = ordering.request_for(wish, market)
        at_market = isinstance(wish.kind, AtMarket)
        asked = Asked(
            [deed_of(request)], connected.key.id, market.last if at_market else None, words
        )
        purse = self._purse(account, wish.info, fees)
        preview = _preview(wish, asked, request, market, fees, purse)  # by the book of this moment
        ticket = await self._trading.ask(user_id, chat_id, asked)
        async with self._storage.read() as unit:
            label = await label_if_several(unit, connected.key)
        return replace(preview, ticket_id=ticket.id, label=label)

    async def free(self, user_id: int, asset: str) -> Decimal:
        """How much of an asset could be sold now."""
        connected = await self._trading.ready(user_id)
        account = await connected.account.send(private.GetAccount(omit_zero_balances=True))
        return _free(account, asset)

    def _purse(self, account: AccountInfo, info: SymbolInfo, fees: Fees | None) -> Purse | None:
        """What there is to pay a discounted fee with; its price is the board's, or not known."""
        asset = None if fees is None else fees.discount_asset
        if asset is None:
            return None
        is_quote = asset == info.quote_asset
        price = Decimal(1) if is_quote else self._prices.last_known(asset + info.quote_asset)
        return Purse(asset, _free(account, asset), price)

    async def _market(
        self, wish: Wish, connected: Connected, account: AccountInfo, fees: Fees | None
    ) -> Market:
        info = wish.info
        free = Free(_free(account, info.base_asset), _free(account, info.quote_asset))
        known = Market(
            last=(await self._prices.of(info.symbol)).close,
            free=free,
            rates=account.commission_rates if fees is None else fees.rates,
            typical=await self._typical(wish),
        )
        known = await self._with_open(known, wish, connected, account)
        seen = await self._glances.of(wish, asker=f"telegram {connected.key.user_id}")
        return replace(known, book=seen.book, offers=seen.offers)

    async def _typical(self, wish: Wish) -> Decimal | None:
        """The average by which Binance judges prices; only worth asking for where one is named."""
        if isinstance(wish.kind, AtMarket):
            return None
        return (await self._binance.send(spot.AvgPrice(symbol=wish.info.symbol))).price

    async def _with_open(
        self, market: Market, wish: Wish, connected: Connected, account: AccountInfo
    ) -> Market:
        """How many orders are open, and how much they buy, where that may be too much.

        They weigh 6 to ask for. Every open order keeps something locked: where nothing is, there
        is none.
        """
        info = wish.info
        base, quote = _balance(account, info.base_asset), _balance(account, info.quote_asset)
        if not _may_bind(wish):
            return market
        any_ = base.locked or quote.locked
        asked = private.OpenOrders(symbol=info.symbol)
        open_ = await connected.account.send(asked) if any_ else []
        return replace(
            market, counts=OpenCounts.of(open_), position=base.total + left_to_buy(open_)
        )


def _preview(
    wish: Wish,
    asked: Asked,
    request: SpotOrder,
    market: Market,
    fees: Fees | None,
    purse: Purse | None,
) -> Preview:
    info, entry = wish.info, entries.entry_of(request)
    expected = _expected(request, market)
    price = _average(info, expected) or entry.price or market.last
    quantity = entry.quantity or tradable(info, (entry.money or Decimal(0)) / price)
    notional = quantity * price
    if entry.money is not None:  # whole steps are bought for it; what is left of it stays
        notional = min(entry.money, notional)
    buying = entry.side == Side.BUY
    gets = quantity if buying else notional
    fee = expected_fee(fees, market, entry.side, entry.type, gets)
    paid_in = None if fees is None else fees.discount_asset
    short_of = None
    if purse is not None and not _pays(purse, entry, info, fee or Decimal(0), notional, price):
        assert fees is not None
        paid_in, short_of = None, purse.asset
        fee = expected_fee(fees.full, market, entry.side, entry.type, gets)
    return Preview(
        wish=wish,
        asked=asked,
        request=request,
        entry=entry,
        last=market.last,
        price=price,
        quantity=quantity,
        notional=notional,
        # Binance takes it from what is received
        fee=fee,
        paid_in=paid_in,
        free_after=market.free.quote - _paid(wish, quantity, notional, market)
        if buying
        else market.free.base - quantity,
        exits=exits_of(request, market),
        expected=expected,
        takes=_takes(entry, market),
        at_once=_at_once(entry, market),
        free_gained=_gained(wish, market, gets, fee or Decimal(0), paid_in),
        short_of=short_of,
    )


def _pays(
    purse: Purse, entry: Entry, info: SymbolInfo, fee: Decimal, notional: Decimal, price: Decimal
) -> bool:
    """Whether the discounted fee can be paid, of what the order itself leaves."""
    buying = entry.side == Side.BUY
    gets, spends = info.base_asset, info.quote_asset
    if not buying:
        gets, spends = spends, gets
    if purse.asset == gets:  # it comes along
        return True
    if purse.asset == spends:
        spent = notional if buying else notional / price
        purse = replace(purse, have=max(purse.have - spent, Decimal(0)))
    return purse.covers(fee * price if buying else fee)


def _gained(
    wish: Wish, market: Market, gets: Decimal, fee: Decimal, paid_in: str | None
) -> Decimal | None:
    """What is free of the asset that a single order gets; of a pair nobody knows which fills."""
    if isinstance(wish.kind, Oco | Bracket):
        return None
    buying = wish.side == Side.BUY
    asset = wish.info.base_asset if buying else wish.info.quote_asset
    have = market.free.base if buying else market.free.quote
    return have + gets - (fee if paid_in in {None, asset} else 0)


def _paid(wish: Wish, quantity: Decimal, notional: Decimal, market: Market) -> Decimal:
    """What buying takes: the price of it at market, and else what is locked until it is filled."""
    if isinstance(wish.kind, AtMarket):
        return notional
    return funds.set_aside(wish, quantity, market)


def _may_bind(wish: Wish) -> bool:
    """Whether open orders matter: to what may stay open, and to what is bought up to a limit."""
    if any(not isinstance(part, AtMarket) for part in parts(wish.kind)):
        return True
    return wish.side == Side.BUY and "MAX_POSITION" in wish.info.rules


def _expected(request: SpotOrder, market: Market) -> Fill | None:
    if market.book is None or not isinstance(request, private.NewOrder):
        return None
    if request.type is not OrderType.MARKET:
        return None
    return expected_fill(request, market.book)


def _takes(entry: Entry, market: Market) -> bool:
    """Whether it is a limit order that would trade at once; a maker is then refused."""
    if entry.type not in _LIMITS or entry.price is None:
        return False
    return market.takes(entry.side, entry.price)


def _at_once(entry: Entry, market: Market) -> Fill | None:
    """What a limit order takes from the book; nothing of one that must not, or is not in it yet."""
    if entry.type is not OrderType.LIMIT or entry.quantity is None or entry.price is None:
        return None
    return filled_at_once(entry.side, entry.quantity, entry.price, market.book)


def _average(info: SymbolInfo, expected: Fill | None) -> Decimal | None:
    """The average price that the book gives, if there is enough in it."""
    if expected is None or not expected.complete or expected.avg_price is None:
        return None
    return to_the_tick(info, expected.avg_price)


def _free(account: AccountInfo, asset: str) -> Decimal:
    return _balance(account, asset).free


def _balance(account: AccountInfo, asset: str) -> Balance:
    nothing = Balance(asset=asset, free=Decimal(0), locked=Decimal(0))
    return next((one for one in account.balances if one.asset == asset), nothing)
