"""From words to values, strictly: what is not understood is said, and nothing happens."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from binance import Binance
from binance.models.exchange import SymbolInfo
from binance.models.market import Interval
from bot.i18n import note
from bot.refusals import Refused
from bot.sizing import Amount, Base, Quote, Share

# ASCII digits only, no exponent, no sign, no separators: what reads differently to different
# people is not taken for money
NUMBER = re.compile(r"(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,18})?", re.ASCII)
KEY = re.compile(r"\A[A-Za-z0-9]{64}\Z", re.ASCII)
ORDER_ID = re.compile(r"\A[0-9]{1,19}\Z", re.ASCII)
WORD = re.compile(r"[!-~]{1,40}", re.ASCII)
BARE = re.compile(r"\A[A-Za-z0-9]{2,20}(?:[/-][A-Za-z0-9]{2,10})?\Z", re.ASCII)

INTERVALS = ("1m", "5m", "15m", "30m", "1h", "4h", "12h", "1d", "1w", "1M")


class Misunderstood(Refused):
    """What was written does not say what is needed; the sentence shows how it would."""


@dataclass(frozen=True)
class OrderWords:
    """`BTCUSDT $100 @ 65000` taken apart."""

    info: SymbolInfo
    amount: Amount
    price: Decimal | None


@dataclass(frozen=True)
class AlertWords:
    """`BTCUSDT > 70000` taken apart."""

    info: SymbolInfo
    above: bool
    price: Decimal


async def symbol(binance: Binance, word: str) -> SymbolInfo:
    """A listed symbol, exactly; near misses are offered and never taken."""
    symbols = await binance.symbols()
    found = symbols.find(word) if WORD.fullmatch(word) else None
    if found is not None:
        return found
    shown = word if len(word) <= 20 else word[:20] + "…"
    nearest = symbols.suggestions(word) if WORD.fullmatch(word) else []
    if nearest:
        raise Misunderstood(
            note("Binance lists no symbol “{word}”. Did you mean {nearest}?"),
            word=shown, nearest=", ".join(one.symbol for one in nearest),
        )  # fmt: skip
    raise Misunderstood(
        note("Binance lists no symbol “{word}”. Write it like BTCUSDT."), word=shown
    )


def number(word: str) -> Decimal:
    """A plain positive decimal."""
    if not NUMBER.fullmatch(word) or not (value := Decimal(word)):
        raise Misunderstood(
            note("“{word}” is not an amount I can use. Write plain digits, like 0.01 or 70000."),
            word=word[:30],
        )
    return value


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


async def alert(binance: Binance, text: str) -> AlertWords:
    """`SYMBOL > PRICE` or `SYMBOL < PRICE`."""
    match = re.fullmatch(r"\s*(\S+?)\s*([<>])\s*(\S+)\s*", text)
    if match is None:
        raise Misunderstood(note("Write it like this: <code>/alert BTCUSDT &gt; 70000</code>"))
    word, sign, price = match.groups()
    return AlertWords(await symbol(binance, word), sign == ">", number(price))


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
