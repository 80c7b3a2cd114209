"""What is written after /long, /short and /close, and what it means."""

from decimal import Decimal
from typing import Any

import pytest
from contract_listing import coin_contract, contract

from bot.i18n import Say
from bot.ordering import Base, Quote, Share
from bot.positions import Close, CloseAll, Direction, Exits, Listed, Open, parse
from bot.positions.wording import contract_and_leverage, contract_and_margin
from bot.refusals import Misunderstood

D = Decimal
OTHER = "币安人生USDT"


@pytest.fixture(scope="module")
def listed() -> Listed:
    usdm = [
        contract(name) for name in ("BTCUSDT", "ETHUSDT", "BTCUSDC", "1000PEPEUSDT", "LUSDT", OTHER)
    ]
    coinm = [coin_contract("BTCUSD_PERP"), coin_contract("BTCUSD_261225")]
    return Listed({one.symbol: one for one in usdm}, {one.symbol: one for one in coinm})


def opens(words: str, listed: Listed) -> Open:
    command, *spoken = words.split()
    wish = parse(command, spoken, listed)
    assert isinstance(wish, Open)
    return wish


def closes(words: str, listed: Listed) -> Close:
    wish = parse("close", words.split(), listed)
    assert isinstance(wish, Close)
    return wish


@pytest.mark.parametrize(
    ("words", "symbol", "amount", "more"),
    [
        ("long btc $100 x5", "BTCUSDT", Quote(D(100)), {"leverage": 5}),
        ("long 5x 100 usdt of btc", "BTCUSDT", Quote(D(100)), {"leverage": 5}),
        ("long btc 0.01 leverage 5", "BTCUSDT", Base(D("0.01")), {"leverage": 5}),
        ("short eth 0.5 @ 4100 x3", "ETHUSDT", Base(D("0.5")), {"price": D(4100), "leverage": 3}),
        ("long BTC/USDC 25%", "BTCUSDC", Share(D(25)), {}),
        ("long 1000pepe 1k", "1000PEPEUSDT", Base(D(1000)), {}),
        ("long 50 1000pepe", "1000PEPEUSDT", Base(D(50)), {}),
        ("long pepe 50 1000pepe", "1000PEPEUSDT", Base(D(50)), {}),
        ("short pepe $100", "1000PEPEUSDT", Quote(D(100)), {}),
        ("long pepe 25%", "1000PEPEUSDT", Share(D(25)), {}),
        ("short btc 0.01 reduce", "BTCUSDT", Base(D("0.01")), {"reduce": True}),
        ("short btc half reduce only", "BTCUSDT", Share(D(50)), {"reduce": True}),
        ("long btc 1 @ 60k post only", "BTCUSDT", Base(D(1)), {"price": D(60000), "post": True}),
        ("long btc 1 @ market", "BTCUSDT", Base(D(1)), {}),
        (
            "long btc 1 take profit 70k stop loss 50k", "BTCUSDT", Base(D(1)),
            {"exits": Exits(profit=D(70000), loss=D(50000))},
        ),
        ("long btc 1 trail 1.5%", "BTCUSDT", Base(D(1)), {"exits": Exits(trail=D("1.5"))}),
    ],
)  # fmt: skip
def test_what_is_to_be_opened(
    listed: Listed, words: str, symbol: str, amount: object, more: dict[str, Any]
) -> None:
    wish = opens(words, listed)

    assert (wish.contract.symbol, wish.amount) == (symbol, amount)
    assert wish.direction is Direction(words.split(maxsplit=1)[0])
    usual = {"price": None, "leverage": None, "reduce": False, "post": False, "exits": Exits()}
    assert {name: getattr(wish, name) for name in usual} == usual | more


@pytest.mark.parametrize(
    ("words", "symbol", "amount", "side"),
    [
        ("btc", "BTCUSDT", Share(D(100)), None),
        ("btc all", "BTCUSDT", Share(D(100)), None),
        ("btc 50% long", "BTCUSDT", Share(D(50)), Direction.LONG),
        ("0.01 btc short", "BTCUSDT", Base(D("0.01")), Direction.SHORT),
        ("btcusd 3", "BTCUSD_PERP", Base(D(3)), None),
        ("BTCUSD_261225", "BTCUSD_261225", Share(D(100)), None),
    ],
)
def test_what_is_to_be_closed(
    listed: Listed, words: str, symbol: str, amount: object, side: Direction | None
) -> None:
    wish = closes(words, listed)

    assert (wish.contract.symbol, wish.amount, wish.side) == (symbol, amount, side)
    assert wish.venue == ("coinm" if "USD_" in symbol else "usdm")


def test_all_of_them_or_one_at_a_price(listed: Listed) -> None:
    assert parse("close", ["all"], listed) == CloseAll()
    assert closes("btc tp 70000 trail 1%", listed).exits == Exits(profit=D(70000), trail=D(1))


def test_a_position_may_be_closed_by_an_order_that_waits(listed: Listed) -> None:
    part = closes("btc 50% @ 65k long", listed)
    assert (part.amount, part.price, part.side) == (Share(D(50)), D(65000), Direction.LONG)
    whole = closes("btcusd @ 65000 post only", listed)
    assert (whole.venue, whole.amount, whole.post) == ("coinm", Share(D(100)), True)
    assert closes("btc 50% @ market", listed).price is None


def test_what_a_contract_is_traded_with(listed: Listed) -> None:
    for words in ("btc 5", "btc x5", "btcusdt 5x", "btc x 5"):
        found, leverage = contract_and_leverage(words.split(), listed)
        assert (found.symbol, leverage) == ("BTCUSDT", 5)
    for words in ("btc isolated", "btc ISOLATED"):
        assert contract_and_margin(words.split(), listed)[1] == "ISOLATED"
    assert contract_and_margin(["btc", "cross"], listed)[1] == "CROSSED"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("long", "/long BTCUSDT $100 x3"),
        ("long btc", "/long BTCUSDT $100 x3"),
        ("long btc 0.01 x0", "do not understand “x0”"),
        ("long btc 0.01 x1000", "do not understand “x1000”"),
        ("long btc 0.01 x2.5", "do not understand “x2.5”"),
        ("long btc 0.01 x", "Something is missing"),
        ("long btc 0.01 x5 6x", "only once"),
        ("long btc 0.01 tp 1 tp 2", "only once"),
        ("long btc 1e5", "do not understand the amount"),
        ("long btc -1", "do not understand the amount"),
        ("long btc 0", "do not understand “0”"),
        ("long btc 1,000", "read differently"),
        ("long btc 1.000", "Write 1 or 1000."),
        ("long btc 0.01 sl 58.000", "Write 58 or 58000."),
        ("close btc @ 65.000", "Write 65 or 65000."),
        ("long btc 0.01 short", "do not understand “short”"),
        ("long nosuch $100", "no futures contract “nosuch”"),
        ("long BTСUSDT $100", "do not understand"),
        ("long btcusd $100", "no futures contract"),
        ("long btc 0.01 @ 60000 trail 1%", "“@” and “trail” do not go together"),
        ("long btc 0.01 @ 60000 market", "do not go together"),
        ("long btc 0.01 post", "Something is missing"),
        ("long btc 0.01 reduce tp 90000", "“reduce” and “tp” do not go together"),
        ("long btc 0.01 reduce x5", "“reduce” and “x” do not go together"),
        ("long btc 0.01 trail 30%", "do not understand “30%”"),
        ("long btc 0.01 trail 0.01%", "do not understand “0.01%”"),
        ("close btc $100", "do not understand “$100”"),
        ("close btc 50% tp 90000", "do not understand “50%”"),
        ("close btc x5", "do not understand “x”"),
        ("close btc reduce", "do not understand “reduce”"),
        ("close btc @ 70000 sl 60000", "“@” and “sl” do not go together"),
        ("close btc @ 70000 tp 80000", "“@” and “tp” do not go together"),
        ("close btc @ 70000 trail 1%", "“@” and “trail” do not go together"),
        ("close btc @ 70000 market", "“@” and “market” do not go together"),
        ("close btc post", "Something is missing"),
        ("close btc @", "/close BTCUSDT 50% @ 65000"),
        ("close btc long short", "do not go together"),
        ("close", "/close BTCUSDT 50%"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_a_line(listed: Listed, words: str, told: str) -> None:
    command, *spoken = words.split()

    with pytest.raises(Misunderstood) as refused:
        parse(command, spoken, listed)

    said = Say("en")(refused.value.text, **refused.value.values)
    assert told in said
    assert "\n" not in said


@pytest.mark.parametrize("words", ["btc", "btc x0", "btc many", "btc 5 6", ""])
def test_a_leverage_is_a_whole_number(listed: Listed, words: str) -> None:
    with pytest.raises(Misunderstood):
        contract_and_leverage(words.split(), listed)


@pytest.mark.parametrize("command", ["long", "short", "close"])
@pytest.mark.parametrize("words", ["pepe 50000", "50000 pepeusdt", "pepe 50k"])
def test_a_bare_number_of_a_coin_that_is_counted_by_the_thousand_is_asked_back(
    listed: Listed, command: str, words: str
) -> None:
    with pytest.raises(Misunderstood) as refused:
        parse(command, words.split(), listed)

    told = Say("en")(refused.value.text, **refused.value.values)
    assert told == (
        "One 1000PEPE stands for 1000 coins. For 50000 coins write 50 1000PEPE, and for 50000000 "
        f"coins 50000 1000PEPE: <code>/{command} 50 1000PEPE</code>"
    )
    for amount in ("50", "50000"):
        wish = parse(command, [amount, "1000PEPE"], listed)
        assert isinstance(wish, Open | Close)
        assert wish.amount == Base(D(amount))


@pytest.mark.parametrize("words", ["close pepe", "close pepe half", "close 1000pepe 5"])
def test_a_part_of_a_position_is_what_it_is_whatever_its_coin_is_counted_by(
    listed: Listed, words: str
) -> None:
    assert closes(words.removeprefix("close "), listed).contract.symbol == "1000PEPEUSDT"


@pytest.mark.parametrize(
    "words", [f"{OTHER}", f"{OTHER} 50% long", f"{OTHER} long sl 0.1", f"5 {OTHER} @ 0.5"]
)
def test_a_contract_in_other_letters_is_closed_by_its_very_name(listed: Listed, words: str) -> None:
    assert closes(words, listed).contract.symbol == OTHER


def test_a_contract_in_other_letters_is_opened_and_set_by_its_very_name(listed: Listed) -> None:
    assert opens(f"long {OTHER} $20 x3", listed).contract.symbol == OTHER
    assert contract_and_leverage([OTHER, "5"], listed)[0].symbol == OTHER
    assert contract_and_margin([OTHER, "cross"], listed)[0].symbol == OTHER


@pytest.mark.parametrize(
    "word", ["币安人生", "币安人生usdt", "币安人生/USDT", "安人生USDT", "ВТСUSDT"]
)
def test_other_letters_that_are_no_very_name_are_not_understood(listed: Listed, word: str) -> None:
    for command, words in (("long", [word, "$20"]), ("close", [word]), ("long", ["btc", word])):
        with pytest.raises(Misunderstood):
            parse(command, words, listed)
