"""What futures cost: the account's rates, a tenth less where BNB pays, asked for once an hour."""

import asyncio
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from binance.errors import BinanceError, Unreachable
from binance.models.futures.settings import CommissionRate, FeeBurn
from binance.private import coin_futures, futures
from bot.positions.charges import KNOWN_FOR, MOST_TOGETHER, Charges, ChargeTable
from bot.positions.wishes import Place

D = Decimal


SEVERAL: list[Place] = [("coinm", "BTCUSD_PERP"), ("usdm", "BTCUSDT"), ("usdm", "ETHUSDT")]


class Account:
    """Pays a fiftieth of a percent as maker and a twentieth as taker."""

    def __init__(self, *, burns: bool) -> None:
        self.burns = burns
        self.asked: list[Any] = []
        self.silent: tuple[type, ...] = ()
        self.slow = 0.0  # seconds

    async def send(self, request: Any) -> Any:
        self.asked.append(request)
        await asyncio.sleep(self.slow)
        if isinstance(request, self.silent):
            raise Unreachable("no answer")
        if isinstance(request, futures.GetFeeBurn):
            return FeeBurn(fee_burn=self.burns)
        return CommissionRate(
            symbol=request.symbol, maker_commission_rate=D("0.0002"),
            taker_commission_rate=D("0.0005"),
        )  # fmt: skip


class Hour:
    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


def connected(account: Account) -> Any:
    return SimpleNamespace(key=SimpleNamespace(id=1), account=account)


@pytest.mark.parametrize(
    ("burns", "maker", "taker", "paid_in"),
    [(False, "0.0002", "0.0005", None), (True, "0.00018", "0.00045", "BNB")],
)
async def test_who_lets_bnb_pay_pays_a_tenth_less(
    burns: bool, maker: str, taker: str, paid_in: str | None
) -> None:
    charges = await ChargeTable().of(connected(Account(burns=burns)), "BTCUSDT")

    assert (charges.of(maker=True), charges.of(maker=False)) == (D(maker), D(taker))
    assert charges.paid_in == paid_in
    assert charges.taker == D("0.0005"), "of what may be needed nothing is taken off"


async def test_coins_have_no_such_discount() -> None:
    account = Account(burns=True)

    charges = await ChargeTable().of(connected(account), "BTCUSD_PERP", "coinm")

    assert charges == Charges(D("0.0002"), D("0.0005"), in_bnb=False)
    assert account.asked == [coin_futures.CommissionRate(symbol="BTCUSD_PERP")]


async def test_both_are_asked_for_once_an_hour() -> None:
    hour, account = Hour(), Account(burns=True)
    table = ChargeTable(now=hour)

    for _ in range(3):
        await table.of(connected(account), "BTCUSDT")
    assert len(account.asked) == 2

    hour.at += KNOWN_FOR + 1
    account.burns = False
    assert not (await table.of(connected(account), "BTCUSDT")).in_bnb


async def test_without_an_answer_about_bnb_the_whole_fee_is_told_and_asked_about_again() -> None:
    account, table = Account(burns=True), ChargeTable()
    account.silent = (futures.GetFeeBurn,)
    assert not (await table.of(connected(account), "BTCUSDT")).in_bnb

    account.silent = ()

    assert (await table.of(connected(account), "BTCUSDT")).in_bnb


async def test_who_closes_a_position_is_not_held_up_by_its_fee() -> None:
    account, table = Account(burns=True), ChargeTable()
    account.silent = (futures.CommissionRate,)

    assert await table.known(connected(account), [("usdm", "BTCUSDT")]) == {}
    with pytest.raises(BinanceError):
        await table.of(connected(account), "BTCUSDT")


async def test_of_several_contracts_each_is_asked_for_once_and_bnb_once_for_all() -> None:
    account = Account(burns=True)
    table = ChargeTable()

    known = await table.known(connected(account), SEVERAL)

    assert known == {
        ("coinm", "BTCUSD_PERP"): Charges(D("0.0002"), D("0.0005"), in_bnb=False),
        ("usdm", "BTCUSDT"): Charges(D("0.0002"), D("0.0005"), in_bnb=True),
        ("usdm", "ETHUSDT"): Charges(D("0.0002"), D("0.0005"), in_bnb=True),
    }
    assert account.asked == [
        coin_futures.CommissionRate(symbol="BTCUSD_PERP"),
        futures.CommissionRate(symbol="BTCUSDT"),
        futures.CommissionRate(symbol="ETHUSDT"),
        futures.GetFeeBurn(),
    ]


async def test_without_an_answer_about_bnb_it_is_not_asked_about_for_each_contract() -> None:
    account = Account(burns=True)
    account.silent = (futures.GetFeeBurn,)

    known = await ChargeTable().known(connected(account), SEVERAL)

    assert [one.in_bnb for one in known.values()] == [False] * 3
    assert account.asked.count(futures.GetFeeBurn()) == 1


async def test_of_too_many_contracts_no_fees_are_asked_for() -> None:
    account = Account(burns=True)
    places: list[Place] = [("usdm", f"COIN{n}USDT") for n in range(MOST_TOGETHER + 1)]

    assert await ChargeTable().known(connected(account), places) == {}
    assert account.asked == []
    assert len(await ChargeTable().known(connected(account), places[1:])) == MOST_TOGETHER


@pytest.mark.virtual_time
async def test_whoever_closes_positions_waits_three_seconds_for_their_fees_at_most() -> None:
    account = Account(burns=True)
    account.slow = 60.0
    began = asyncio.get_running_loop().time()

    assert await ChargeTable().known(connected(account), SEVERAL) == {}
    assert asyncio.get_running_loop().time() - began == 3.0
