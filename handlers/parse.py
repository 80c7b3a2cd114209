"""From words to values, strictly: what is not understood is said, and nothing happens."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from binance import Binance
from binance.models.exchange import SymbolInfo
from binance.models.market import Interval
from bot import reading
from bot.i18n import note
from bot.reading import number
from bot.refusals import Misunderstood
from bot.sizing import Amount, Base, Quote, Share

KEY = re.compile(r"\A[A-Za-z0-9]{64}\Z", re.ASCII)
ORDER_ID = re.compile(r"\A[0-9]{1,19}\Z", re.ASCII)
BARE = re.compile(r"\A[A-Za-z0-9]{2,20}(?:[/-][A-Za-z0-9]{2,10})?\Z", re.ASCII)

INTERVALS = ("1m", "5m", "15m", "30m", "1h", "4h", "12h", "1d", "1w", "1M")


@dataclass(frozen=True)
class OrderWords:
    """`BTCUSDT $100 @ 65000` taken apart."""

    info: SymbolInfo
    amount: Amount
    price: Decimal | None


async def symbol(binance: Binance, word: str) -> SymbolInfo:
    """A listed symbol, exactly; near misses are offered and never taken."""
    return reading.listed(await binance.symbols(), word)


def amount(words: Sequence[str], info: SymbolInfo) -> Amount:
    """`0.01` or `0.01 btc` of the base, `$100` or `100 usdt` of the quote, `25%` of the free."""
    head, *unit = words
    if len(unit) > 1:
        raise _odd_amount()
    if head.startswith("$"):
        if unit or not _is_dollar(info.quote_asset):
            raise _odd_amount()
        return Quote(number(head[1:]))
    if head.endswith("%"):
        percent = number(head[:-1])
        if unit or percent > 100:
            raise _odd_amount()
        return Share(percent)
    value = number(head)
    if unit and not unit[0].isascii():
        raise _odd_amount()
    if not unit or unit[0].upper() == info.base_asset:
        return Base(value)
    if unit[0].upper() == info.quote_asset:
        return Quote(value)
    raise _odd_amount()


async def order(binance: Binance, words: Sequence[str]) -> OrderWords:
    """`SYMBOL AMOUNT`, and `@ PRICE` for a limit order."""
    if len(words) < 2:
        raise Misunderstood(
            note(
                "Write what and how much: /buy BTCUSDT $100, "
                "or with a price: /buy BTCUSDT 0.01 @ 65000"
            )
        )
    info = await symbol(binance, words[0])
    sizes, price = _split_price(words[1:])
    return OrderWords(info, amount(sizes, info), price)


def interval(word: str) -> Interval:
    """A candle length; `1m` is a minute and `1M` a month, as at Binance."""
    chosen = word if word == "1M" else word.lower()
    if chosen not in INTERVALS:
        raise Misunderstood(note("I know these intervals: {known}"), known=" ".join(INTERVALS))
    return Interval(chosen)


def order_id(words: Sequence[str]) -> int:
    if len(words) != 1 or not ORDER_ID.match(words[0]):
        raise Misunderstood(
            note("Write the number of the order: /cancel 123456. /orders lists them.")
        )
    return int(words[0])


def _split_price(words: Sequence[str]) -> tuple[Sequence[str], Decimal | None]:
    joined = " ".join(words).replace("@", " @ ").split()
    if "@" not in joined:
        return _sized(joined), None
    at = joined.index("@")
    if len(joined) != at + 2:
        raise Misunderstood(note("After @ there must be one price: /buy BTCUSDT 0.01 @ 65000"))
    return _sized(joined[:at]), number(joined[at + 1])


def _sized(words: Sequence[str]) -> Sequence[str]:
    if not words:
        raise _odd_amount()
    return words


def _is_dollar(asset: str) -> bool:
    return asset in {"USDT", "USDC", "FDUSD", "TUSD", "USD1", "USD"}


def _odd_amount() -> Misunderstood:
    return Misunderstood(
        note(
            "I do not understand the amount. Write 0.01 for coins, $100 or 100 usdt for money, "
            "25% for a part of what is free."
        )
    )
