"""Coverage-guided noise for the grammar of futures; run by hand or by `test_fuzzed_words.py`.

python tests/fuzz/position_grammar_target.py -atheris_runs=100000
"""

from collections.abc import Iterator
from decimal import Decimal

import atheris
from noise import OTHER_LETTERS, check_letters, check_line, check_numbers, play, written

with atheris.instrument_imports(include=["bot.positions", "bot.ordering", "bot.reading"]):
    from contract_listing import coin_contract, contract

    from bot.i18n import Say
    from bot.ordering import Base, Quote
    from bot.positions.grammar import parse
    from bot.positions.listed import Listed
    from bot.positions.wishes import CloseAll, Open, Wish
    from bot.refusals import Refused

USDM = [contract(name) for name in ("BTCUSDT", "ETHUSDT", "1000SHIBUSDT", "BTCUSDC", OTHER_LETTERS)]
LISTED = Listed(
    {one.symbol: one for one in USDM}, {"BTCUSD_PERP": coin_contract("BTCUSD_PERP")}
)  # fmt: skip
COMMANDS = ("long", "short", "close")
WORDS = [
    "btc", "eth/usdt", "btcusdc", "btcusd", "shib", "$100", "25%", "all", "half", "0.01", "70000",
    "60k", "1.5m", "usdt", "@", "at", "x5", "20x", "tp", "sl", "stop", "trail", "2%", "reduce",
    "post", "market", "long", "short", "of", ",",
]  # fmt: skip
SAY = Say("en")


def one_input(data: bytes) -> None:
    command, words = written(data, COMMANDS, WORDS, "btc 0.1")
    try:
        wish = parse(command, words, LISTED)
    except Refused as refused:
        check_line(SAY(refused.text, **refused.values))
        return
    check_letters(words)
    check_numbers(_numbers(wish), words)
    if not isinstance(wish, CloseAll):
        assert wish.contract.symbol in {*LISTED.usdm, *LISTED.coinm}


def _numbers(wish: Wish) -> Iterator[Decimal]:
    if isinstance(wish, CloseAll):
        return
    exits = wish.exits
    yield from (one for one in (wish.price, exits.profit, exits.loss, exits.trail) if one)
    if isinstance(wish.amount, Base | Quote):
        yield wish.amount.amount
    if isinstance(wish, Open) and wish.leverage is not None:
        yield Decimal(wish.leverage)


if __name__ == "__main__":
    play(one_input)
