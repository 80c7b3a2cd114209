"""Funding that was paid while nobody listened: told afterwards, together, and once."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from followed_account import ALICE, connected, told

from binance.errors import Unreachable
from binance.models.events import read
from binance.models.futures.history import Income
from binance.private.futures import IncomeHistory
from bot.following.contract_history import USDM
from bot.following.funding import Fundings
from bot.following.missed_funding import untold
from bot.following.pushing import Pushing
from bot.following.slow_questions import SlowQuestions
from storage import ApiKey, FundingPaid, Message, Storage

BOB = 1002
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOUR = 3600.0
DAY = 24 * HOUR


class NoPause:
    async def wait(self) -> None:
        pass


class Account:
    """An account at Binance, and what was paid on it."""

    def __init__(self) -> None:
        self.payments: list[Income] = []
        self.asked: list[datetime] = []
        self.failures: list[Exception] = []

    async def send(self, request: Any, *, priority: Any = None) -> Any:
        del priority
        assert isinstance(request, IncomeHistory)
        assert isinstance(request.start_time, datetime)
        self.asked.append(request.start_time)
        if self.failures:
            raise self.failures.pop(0)
        after = [one for one in self.payments if one.time >= request.start_time]
        return after[: request.limit]


def paid(
    number: int, amount: str = "-1.25", *, at: datetime = NOON, symbol: str = "BTCUSDT"
) -> Income:  # fmt: skip
    return Income.model_validate(
        {
            "symbol": symbol, "incomeType": "FUNDING_FEE", "income": amount, "asset": "USDT",
            "info": "FUNDING_FEE", "time": int(at.timestamp() * 1000), "tranId": number,
            "tradeId": "",
        }
    )  # fmt: skip


def event(amount: str = "-1.25", *, at: datetime = NOON, symbol: str = "BTCUSDT") -> Any:
    when = int(at.timestamp() * 1000)
    change = {"m": "FUNDING_FEE", "S": symbol, "P": []} | {
        "B": [{"a": "USDT", "wb": "100", "cw": "100", "bc": amount}]
    }
    return read("usdm", {"e": "ACCOUNT_UPDATE", "E": when, "T": when, "a": change})


@pytest.fixture
def account() -> Account:
    return Account()


@pytest.fixture
async def key(storage: Storage, clock: Any) -> ApiKey:
    """Alice's, connected three days ago."""
    clock.passes(-3 * DAY)
    key = await connected(storage)
    clock.passes(3 * DAY)
    return key


def begin(storage: Storage, nudged: Any, clock: Any) -> Fundings:
    """As the bot does at its start."""
    return Fundings(
        USDM, storage, Pushing(storage, nudged), SlowQuestions(NoPause()), now=clock
    )  # fmt: skip


@pytest.fixture
async def fundings(
    storage: Storage, nudged: Any, clock: Any, key: ApiKey, account: Account
) -> Fundings:
    """At work for two hours, and nothing is missing."""
    clock.passes(-2 * HOUR)
    fundings = begin(storage, nudged, clock)
    await resumed(fundings, key, account)
    clock.passes(2 * HOUR)
    account.asked.clear()
    return fundings


async def resumed(
    fundings: Fundings, key: ApiKey, account: Account, gap: float | None = None
) -> None:
    """The stream is there again, and what may be missing is asked for."""
    fundings.interrupted(key.id, gap)
    await looks(fundings, key, account)


async def looks(fundings: Fundings, key: ApiKey, account: Account) -> None:
    opened: Any = SimpleNamespace(key=key, account=account)
    await fundings.look(opened, concerned=True)


async def test_what_was_paid_while_the_bot_was_down_is_told_once_and_together(
    fundings: Fundings, storage: Storage, nudged: Any, clock: Any, key: ApiKey, account: Account
) -> None:
    await fundings.happened(key, event("-7"))
    clock.passes(9 * HOUR)
    later = NOON + timedelta(hours=8)
    account.payments = [
        paid(1, "-7"), paid(2, at=later), paid(3, "0.5", at=later, symbol="ETHUSDT"),
    ]  # fmt: skip

    for _ in range(2):
        await resumed(begin(storage, nudged, clock), key, account)

    _, missed = await told(storage)
    assert missed.splitlines() == [
        "💸 <b>Funding while I was not connected</b> · USD-M",
        "2026-11-20 20:00 UTC: -1.25 USDT · BTCUSDT",
        "2026-11-20 20:00 UTC: +0.5 USDT · ETHUSDT",
        "Together: -0.75 USDT",
    ]
    async with storage.read() as unit:
        message = await unit.outbox.get(2)
    assert message is not None
    assert message.silent


async def test_a_single_payment_is_told_as_ever_with_its_time(
    fundings: Fundings, storage: Storage, clock: Any, key: ApiKey, account: Account
) -> None:
    account.payments = [paid(1)]
    clock.passes(30)

    await resumed(fundings, key, account, gap=60.0)

    (text,) = await told(storage)
    assert text == (
        "💸 Funding paid: 1.25 USDT · BTCUSDT · USD-M\n"
        "That was at 2026-11-20 12:00 UTC, while I was not connected."
    )


async def test_what_the_stream_told_is_not_told_again_whichever_comes_first(
    fundings: Fundings, storage: Storage, clock: Any, key: ApiKey, account: Account
) -> None:
    a_little_later = NOON + timedelta(seconds=7)
    account.payments = [paid(1), paid(2, "3", symbol="ETHUSDT")]
    clock.passes(10)
    await fundings.happened(key, event(at=a_little_later))

    await resumed(fundings, key, account, gap=20.0)
    await fundings.happened(key, event("3", at=a_little_later, symbol="ETHUSDT"))

    first, second = await told(storage)
    assert "paid: 1.25 USDT · BTCUSDT" in first
    assert "received: 3.00 USDT · ETHUSDT" in second


async def test_equal_payments_of_two_hours_are_two(
    fundings: Fundings, storage: Storage, clock: Any, key: ApiKey, account: Account
) -> None:
    await fundings.happened(key, event())
    clock.passes(HOUR + 60)
    account.payments = [paid(1), paid(2, at=NOON + timedelta(hours=1))]

    await resumed(fundings, key, account)

    assert "at 2026-11-20 13:00 UTC" in (await told(storage))[1]


async def test_between_two_hours_nothing_is_asked(
    fundings: Fundings, clock: Any, key: ApiKey, account: Account
) -> None:
    clock.passes(1800)

    await resumed(fundings, key, account, gap=300.0)

    assert account.asked == []


async def test_who_has_nothing_on_this_market_is_not_asked_for(
    fundings: Fundings, key: ApiKey, account: Account
) -> None:
    fundings.interrupted(key.id, None)
    opened: Any = SimpleNamespace(key=key, account=account)

    await fundings.look(opened, concerned=False)

    assert account.asked == []


async def test_a_payment_missed_before_another_was_heard_is_still_asked_for_after_a_crash(
    fundings: Fundings, storage: Storage, nudged: Any, clock: Any, key: ApiKey, account: Account
) -> None:
    """Binance does not answer until the stream has told of the next one, and then the bot dies."""
    account.payments = [paid(1), paid(2, "-2", at=NOON + timedelta(hours=8))]
    account.failures = [Unreachable("no way")]
    clock.passes(60)
    with pytest.raises(Unreachable):
        await resumed(fundings, key, account, gap=120.0)
    clock.passes(8 * HOUR)
    await fundings.happened(key, event("-2", at=NOON + timedelta(hours=8)))

    await resumed(begin(storage, nudged, clock), key, account)

    heard, missed = await told(storage)
    assert "2.00 USDT" in heard
    assert missed.startswith("💸 Funding paid: 1.25 USDT")


async def test_another_gap_while_it_is_asked_is_asked_for_as_well(
    fundings: Fundings, storage: Storage, clock: Any, key: ApiKey, account: Account
) -> None:
    clock.passes(60)
    fundings.interrupted(key.id, 90.0)

    class Slow(Account):
        async def send(self, request: Any, *, priority: Any = None) -> Any:
            fundings.interrupted(key.id, 1.0)
            return await super().send(request, priority=priority)

    await looks(fundings, key, Slow())
    account.payments = [paid(1)]
    await looks(fundings, key, account)

    assert len(await told(storage)) == 1


async def test_it_is_asked_from_the_last_known_payment_on_and_never_from_before_the_key(
    fundings: Fundings, storage: Storage, nudged: Any, clock: Any, key: ApiKey, account: Account
) -> None:
    clock.passes(DAY)
    await fundings.happened(key, event(at=clock.at))
    clock.passes(600)

    await resumed(begin(storage, nudged, clock), key, account)

    assert account.asked == [NOON + timedelta(hours=23)]


async def test_a_bot_that_kept_no_account_of_funding_begins_now(
    storage: Storage, nudged: Any, clock: Any, key: ApiKey, account: Account
) -> None:
    account.payments = [paid(1, at=NOON - timedelta(hours=4))]

    for _ in range(2):
        await resumed(begin(storage, nudged, clock), key, account)

    assert await told(storage) == []


async def test_who_declined_is_told_nothing_and_who_came_later_only_what_came_later(
    fundings: Fundings, storage: Storage, nudged: Any, clock: Any, key: ApiKey, account: Account
) -> None:
    clock.passes(8 * HOUR + 60)
    async with storage.begin() as unit:
        await unit.settings.set(ALICE, "funding", False)
        soon = clock() + timedelta(hours=1)
        await unit.agreements.agree("sandbox", 5, BOB, agreed_by=ALICE, until=soon)
        await unit.keys.add(
            BOB, "sandbox", "hmac", "b" * 64, "s" * 64,
            account_uid=5, can_trade=True, ip_restricted=False,
        )  # fmt: skip
    clock.passes(8 * HOUR)
    account.payments = [paid(n, at=NOON + timedelta(hours=8 * n)) for n in range(3)]

    await resumed(begin(storage, nudged, clock), key, account)

    async with storage.read() as unit:
        message = await unit.outbox.get(1)
    assert isinstance(message, Message)
    assert message.user_id == BOB
    assert "2026-11-21 04:00 UTC" in message.text
    assert len(await told(storage)) == 1


async def test_very_many_payments_fit_into_a_message_and_are_all_read(
    fundings: Fundings, storage: Storage, nudged: Any, clock: Any, key: ApiKey, account: Account
) -> None:
    clock.passes(2 * DAY)
    account.payments = [
        paid(n, "-1", at=NOON + timedelta(hours=1 + n // 100), symbol=f"COIN{n % 100}USDT")
        for n in range(2_400)
    ]

    await resumed(begin(storage, nudged, clock), key, account)

    (text,) = await told(storage)
    assert "… and 2380 before" in text
    assert text.endswith("Together: -2,400.00 USDT")
    assert len(text) < 4096
    assert len(account.asked) == 3


def heard(amount: str, *, symbol: str = "", at: datetime = NOON) -> FundingPaid:
    return FundingPaid(
        environment="live", account_uid=5, market="usdm", symbol=symbol, asset="USDT", at=at,
        amount=Decimal(amount), tran_id=None,
    )  # fmt: skip


def test_of_payments_that_the_stream_told_as_one_sum_none_is_told_again() -> None:
    history = [paid(1, "-1"), paid(2, "-2", symbol="ETHUSDT")]

    assert untold(history, [heard("-3")]) == []
    assert untold(history, [heard("-2.5")]) == history
    assert untold(history, [heard("-3", at=NOON + timedelta(hours=1))]) == history


def test_a_payment_without_a_symbol_stands_for_one_that_none_with_it_stands_for() -> None:
    history = [paid(1, "-1"), paid(2, "-1", symbol="ETHUSDT"), paid(3, "-1", symbol="XRPUSDT")]

    left = untold(history, [heard("-1"), heard("-1", symbol="XRPUSDT")])

    assert [one.symbol for one in left] == ["ETHUSDT"]
