"""Schedules drawn from a seed: people who order, and everything that goes wrong meanwhile."""

from decimal import Decimal
from random import Random
from typing import Any

from binance.private import futures, spot
from order_world.schedule import (
    Change,
    Conditions,
    Crash,
    Happening,
    KeyChange,
    Move,
    Question,
    Schedule,
    Tap,
)

_SPAN = 20.0  # seconds in which people ask
_KEY_CHANGES: tuple[KeyChange, ...] = ("switched", "switched", "renewed", "refused", "gone")


def chaos(seed: int) -> Schedule:
    """Everything at once."""
    rng = Random(f"chaos {seed}")
    users = tuple(range(1, rng.choice((2, 2, 3, 5))))
    questions = _questions(rng, seed, users)
    taps = tuple(tap for number in range(len(questions)) for tap in _taps(rng, number))
    return Schedule(
        seed=seed,
        conditions=_conditions(rng, users),
        users=users,
        questions=questions,
        taps=taps,
        happenings=_happenings(rng, users),
        crashes=_crashes(rng, len(questions)),
    )


def _conditions(rng: Random, users: tuple[int, ...]) -> Conditions:
    return Conditions(
        ambiguous=rng.choice((0.2, 0.5, 0.8)),
        refused=rng.choice((0.0, 0.15)),
        asking_fails=rng.choice((0.0, 0.2, 0.6)),
        lags=rng.choice((0.0, 0.3, 0.9)),
        stubborn=rng.choice((0.0, 0.3)),
        tells=rng.choice((0.0, 0.7, 1.0)),
        much_too_late=rng.choice((0.0, 0.0, 0.0, 0.03)),
        disk_takes=rng.choice((0.0, 0.0, 0.05)),
        guarded=rng.choice((0.0, 0.0, 0.2)),
        dry=frozenset(user for user in users if rng.random() < 0.04),
    )


def _questions(rng: Random, seed: int, users: tuple[int, ...]) -> tuple[Question, ...]:
    questions = []
    for user in users:
        for turn in range(rng.choice((1, 1, 2))):
            name = f"o{seed}-{user}-{turn}"
            requests, at_market = _requests(rng, name, turn)
            questions.append(Question(rng.uniform(0, _SPAN), user, requests, at_market))
    return tuple(questions)


def _requests(  # noqa: PLR0911 - a line for each kind
    rng: Random, name: str, turn: int
) -> tuple[tuple[Any, ...], bool]:
    """What one ticket stands for, and whether it is for the price of the moment."""
    match rng.choice(
        ("market", "market", "limit", "limit", "oco", "otoco", "parts", "parts", "bracket",
         "replace", "amend")
    ):  # fmt: skip
        case "market":
            return (_market(rng, name),), rng.random() < 0.7
        case "limit":
            return (_limit(name),), False
        case "oco":
            return (_oco(name),), False
        case "otoco":
            return (_otoco(name),), False
        case "parts":
            first = _market(rng, name) if rng.random() < 0.5 else _limit(name)
            return (first, _oco(f"{name}-then")), False
        case "bracket":
            stops = (
                _stop(f"{name}-stop", "STOP_MARKET"),
                _stop(f"{name}-aim", "TAKE_PROFIT_MARKET"),
            )
            return (_position(rng, name), *stops), False
        case "replace":
            return (_replacement(name, 100 + turn),), False
        case _:
            return (_amendment(name, 100 + turn),), False


def _taps(rng: Random, question: int) -> list[Tap]:
    """Once, twice, thrice, again; too late; by somebody else; and on Cancel."""
    update = 100 * (question + 1)
    after = rng.choice((1.0, rng.uniform(0.5, 10), rng.uniform(0.5, 10), 61.0, 59.99))
    taps = [Tap(question, after, update)]
    if rng.random() < 0.4:
        more = rng.choice((0.0, 0.0, 0.1, rng.uniform(0, 40)))
        taps += [Tap(question, after + more, update + n) for n in range(1, rng.choice((2, 3)))]
    if rng.random() < 0.3:
        taps.append(Tap(question, after + rng.choice((0.0, 0.3, 30.0)), update))
    if rng.random() < 0.15:
        early = after + rng.choice((-0.4, 0.0, 5.0))
        taps.append(Tap(question, early, update + 10, by_stranger=True))
    if rng.random() < 0.08:
        taps.append(Tap(question, after - 0.4, update + 11, elsewhere=True))
    if rng.random() < 0.12:
        taps.append(Tap(question, after + rng.choice((-0.2, 0.0, 0.2)), update + 12, "withdraw"))
    return taps


def _happenings(rng: Random, users: tuple[int, ...]) -> tuple[Happening, ...]:
    happenings: list[Happening] = []
    if rng.random() < 0.35:
        happenings.append(Move(rng.uniform(0, 30), rng.choice((98, 102, 110))))
    if rng.random() < 0.12:
        happenings.append(Change(rng.uniform(0, 50), rng.choice(users), rng.choice(_KEY_CHANGES)))
    return tuple(happenings)


def _crashes(rng: Random, questions: int) -> tuple[Crash, ...]:
    """The process ends somewhere among the awaits that orders take."""
    number = rng.choice((0, 0, 1, 1, 2, 3))
    return tuple(
        Crash(rng.randint(1, 120 * questions), rng.choice((0.1, 1.0, rng.uniform(1, 60))))
        for _ in range(number)
    )


def _market(rng: Random, name: str) -> spot.NewOrder:
    return spot.NewOrder(
        symbol="BTCUSDT", side=rng.choice(("BUY", "SELL")), type="MARKET",
        quantity=Decimal("1.000"), new_client_order_id=name,
    )  # fmt: skip


def _limit(name: str) -> spot.NewOrder:
    return spot.NewOrder(
        symbol="BTCUSDT", side="BUY", type="LIMIT", time_in_force="GTC",
        quantity=Decimal("1.000"), price=Decimal(95), new_client_order_id=name,
    )  # fmt: skip


def _oco(name: str) -> spot.NewOco:
    return spot.NewOco(
        symbol="BTCUSDT", side="SELL", quantity=Decimal("1.000"), list_client_order_id=name,
        above_type="LIMIT_MAKER", above_price=Decimal(110), above_client_order_id=f"{name}-above",
        below_type="STOP_LOSS", below_stop_price=Decimal(90), below_client_order_id=f"{name}-below",
    )  # fmt: skip


def _otoco(name: str) -> spot.NewOtoco:
    return spot.NewOtoco(
        symbol="BTCUSDT", list_client_order_id=name, working_type="LIMIT", working_side="BUY",
        working_quantity=Decimal("1.000"), working_price=Decimal(95), working_time_in_force="GTC",
        working_client_order_id=f"{name}-entry", pending_side="SELL",
        pending_quantity=Decimal("1.000"), pending_above_type="LIMIT_MAKER",
        pending_above_price=Decimal(110), pending_above_client_order_id=f"{name}-above",
        pending_below_type="STOP_LOSS", pending_below_stop_price=Decimal(90),
        pending_below_client_order_id=f"{name}-below",
    )  # fmt: skip


def _position(rng: Random, name: str) -> futures.NewOrder:
    at_market = rng.random() < 0.5
    return futures.NewOrder(
        symbol="BTCUSDT", side="BUY", type="MARKET" if at_market else "LIMIT",
        quantity=Decimal("1.000"), new_client_order_id=name,
        price=None if at_market else Decimal(95), time_in_force=None if at_market else "GTC",
    )  # fmt: skip


def _stop(name: str, type_: str) -> futures.NewAlgoOrder:
    return futures.NewAlgoOrder(
        symbol="BTCUSDT", side="SELL", type=type_, quantity=Decimal("1.000"), reduce_only=True,
        trigger_price=Decimal(90 if type_ == "STOP_MARKET" else 110), client_algo_id=name,
    )  # fmt: skip


def _replacement(name: str, old: int) -> spot.CancelReplace:
    return spot.CancelReplace(
        symbol="BTCUSDT", side="BUY", type="LIMIT", time_in_force="GTC", price=Decimal(96),
        quantity=Decimal("1.000"), cancel_order_id=old, cancel_replace_mode="STOP_ON_FAILURE",
        new_client_order_id=name,
    )  # fmt: skip


def _amendment(name: str, order: int) -> spot.AmendOrder:
    return spot.AmendOrder(
        symbol="BTCUSDT", order_id=order, new_qty=Decimal("1.000"), new_client_order_id=name
    )
