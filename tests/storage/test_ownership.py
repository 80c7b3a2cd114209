"""Whatever Bob asks or does with the ids of Alice's things: he sees and changes only his own."""

import inspect
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from storage import Fill, OrderTelling, Storage, StorageError, Unit, VerdictLeg
from storage.fills import OrderPlace
from storage.repository import Repository
from storage.tables import Table

ALICE, BOB = 1001, 1002
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SOON = NOW + timedelta(minutes=5)
RIGHTS: dict[str, Any] = {"can_trade": True, "ip_restricted": True}
PAIR: dict[str, Any] = {"private_pem": "-", "public_pem": "-", "fingerprint": "-"}
ALERT: dict[str, Any] = {
    "wish": {},
    "source": "trades:X",
    "measure": "price",
    "relation": ">",
    "level": Decimal(1),
    "awaits": "above",
    "primed": True,
    "position": 1,
}


@dataclass
class Things:
    """The ids of what a person has."""

    key: int
    pair: int
    loosening: int
    armed: int
    fired: int
    ticket: str


async def given(unit: Unit, user_id: int, name: str) -> Things:
    """One of everything, each bearing its owner's name."""
    symbol = f"{name}USDT"
    key = await unit.keys.add(user_id, "live", "hmac", name, name, account_uid=user_id, **RIGHTS)
    pair = await unit.keys.begin_pair(
        user_id, "live", **{**PAIR, "fingerprint": name}, expires_at=SOON
    )
    armed, fired = [
        await unit.alerts.add(user_id, "live", symbol=symbol, **ALERT) for _ in range(2)
    ]
    await unit.alerts.fire(fired.id, position=2, value=Decimal(2), crossed_at=NOW)
    ticket = await unit.tickets.issue(user_id, user_id, name, {}, SOON)
    await ask(unit, user_id, user_id, ticket.id)
    await intend(unit, user_id, symbol, f"order of {name}")
    await unit.orders.move(f"order of {name}", {"SENDING"}, "ACCEPTED", order_id=1)
    await unit.fills.record(
        Fill(
            environment="live",
            account_uid=user_id,
            symbol=symbol,
            trade_id=1,
            user_id=user_id,
            order_id=1,
            client_order_id=None,
            side="BUY",
            price=Decimal(1),
            qty=Decimal(1),
            quote_qty=Decimal(1),
            commission=Decimal(0),
            commission_asset=None,
            at=NOW,
        )
    )
    place = OrderPlace("live", user_id, "spot", symbol, 1)
    await unit.tellings.keep(
        OrderTelling(
            **place._asdict(), user_id=user_id, chat_id=user_id, side="BUY", sounded_at=NOW
        )
    )
    await unit.verdicts.keep(
        VerdictLeg(
            client_order_id=f"order of {name}", order_id=1, user_id=user_id, environment="live",
            market="spot", symbol=symbol, conditional=False, outbox_id=None, status="NEW",
        )
    )  # fmt: skip
    await unit.inbox.take(user_id, user_id)
    await put(unit, user_id, text=name, merge_key="same")
    await unit.audit.note(user_id, name)
    await unit.settings.set(user_id, "name", name)
    await unit.second_factors.begin(user_id, name)
    await unit.second_factors.replace_recovery(user_id, [name])
    await unit.guards.choose(user_id, "live", "order", name)
    loosening = await unit.guards.raise_later(user_id, "live", "day", name, SOON)
    await unit.turnovers.note(user_id, "live", name=name, notional=Decimal(1), orders=1, at=NOW)
    await unit.agreements.agree("live", user_id, user_id, agreed_by=user_id, until=SOON)
    await unit.stops.stop(user_id, "live", by=user_id)
    await unit.stops.sweep(user_id, "live", closing=False)
    await unit.cancellations.ask(user_id, user_id, "live", key.id, [name])
    return Things(key.id, pair.id, loosening.id, armed.id, fired.id, ticket.id)


async def intend(unit: Unit, user_id: int, symbol: str, name: str) -> Any:
    return await unit.orders.intend(
        client_order_id=name,
        user_id=user_id,
        chat_id=user_id,
        key_id=1,
        environment="live",
        ticket_id=f"ticket of {name}",
        symbol=symbol,
        payload={},
        recv_window=5000,
        signed_at=NOW,
    )


async def ask(unit: Unit, user_id: int, chat_id: int, ticket: str) -> None:
    await unit.questions.ask(user_id, chat_id, 1, tickets=[ticket], over={}, expires_at=SOON)


async def put(unit: Unit, user_id: int, **more: Any) -> Any:
    return await unit.outbox.put(chat_id=user_id, user_id=user_id, kind="notice", **more)


async def _checked(unit: Unit, hers: Things) -> Any:
    was = await unit.keys.find(ALICE, hers.key)
    assert was is not None
    return await unit.keys.checked(BOB, hers.key, was=was, **RIGHTS)


async def _made_anew(unit: Unit) -> Any:
    await _shredded(unit)
    return await unit.sealed._data_keys.make(BOB)


async def _shredded(unit: Unit) -> None:
    await unit.keys.delete(BOB, "live")
    await unit.sealed._data_keys.shred(BOB)


Deed = Callable[[Unit, Things], Awaitable[Any]]
BOBS_DEEDS: dict[str, Deed] = {
    "users.meet": lambda unit, _: unit.users.meet(BOB, name="B", language="tr", active=True),
    "users.get": lambda unit, _: unit.users.get(BOB),
    "users.speak": lambda unit, _: unit.users.speak(BOB, "tr"),
    "users.set_status": lambda unit, _: unit.users.set_status(BOB, "blocked"),
    "users.set_reachable": lambda unit, _: unit.users.set_reachable(BOB, False),
    "users.lost": lambda unit, _: unit.users.lost(BOB, since=SOON),
    "keys.begin_pair": lambda unit, _: unit.keys.begin_pair(BOB, "live", **PAIR, expires_at=SOON),
    "keys.pending": lambda unit, _: unit.keys.pending(BOB, "live"),
    "keys.offer": lambda unit, _: unit.keys.offer(BOB, "live", "mine now"),
    "keys.await_anew": lambda unit, _: unit.keys.await_anew(BOB, "live"),
    "keys.activate": lambda unit, hers: unit.keys.activate(
        BOB, hers.pair, api_key="B", account_uid=9, **RIGHTS
    ),
    "keys.add": lambda unit, _: unit.keys.add(
        BOB, "live", "hmac", "B", "B", account_uid=9, **RIGHTS
    ),
    "keys.active": lambda unit, _: unit.keys.active(BOB, "live"),
    "keys.of": lambda unit, _: unit.keys.of(BOB, "live"),
    "keys.everywhere": lambda unit, _: unit.keys.everywhere(BOB),
    "keys.accounts": lambda unit, _: unit.keys.accounts(BOB, "live"),
    "keys.current": lambda unit, _: unit.keys.current(BOB, "live"),
    "keys.find": lambda unit, hers: unit.keys.find(BOB, hers.key),
    "keys.use": lambda unit, hers: unit.keys.use(BOB, hers.key),
    "keys.rename": lambda unit, hers: unit.keys.rename(BOB, hers.key, "mine now"),
    "keys.checked": _checked,
    "keys.remove": lambda unit, hers: unit.keys.remove(BOB, hers.key),
    "agreements.agree": lambda unit, _: unit.agreements.agree(
        "live", ALICE, BOB, agreed_by=BOB, until=SOON
    ),
    "agreements.take": lambda unit, _: unit.agreements.take("live", ALICE, BOB, agreed_by=BOB),
    "datakeys.of": lambda unit, _: unit.sealed._data_keys.of(BOB),
    "datakeys.of_or_new": lambda unit, _: unit.sealed._data_keys.of_or_new(BOB),
    "datakeys.make": lambda unit, _: _made_anew(unit),
    "datakeys.shred": lambda unit, _: _shredded(unit),
    "sealed.renew": lambda unit, _: unit.sealed.renew(BOB),
    "keys.suspend": lambda unit, hers: unit.keys.suspend(BOB, hers.key, "mine now"),
    "keys.delete": lambda unit, _: unit.keys.delete(BOB, "live"),
    "alerts.add": lambda unit, _: unit.alerts.add(BOB, "live", symbol="BUSDT", **ALERT),
    "alerts.own": lambda unit, hers: unit.alerts.own(BOB, hers.armed),
    "alerts.made_by": lambda unit, _: unit.alerts.made_by(BOB, ALICE),
    "alerts.restore": lambda unit, hers: unit.alerts.restore(BOB, hers.armed),
    "alerts.revive": lambda unit, hers: unit.alerts.revive(BOB, hers.armed, 9),
    "alerts.postpone": lambda unit, hers: unit.alerts.postpone(BOB, hers.armed),
    "alerts.mine": lambda unit, _: unit.alerts.mine(BOB, "live", ("armed", "fired", "deleted")),
    "alerts.over": lambda unit, _: unit.alerts.over(BOB, "live", 9),
    "alerts.armed_since": lambda unit, _: unit.alerts.armed_since(
        BOB, "live", datetime.min.replace(tzinfo=UTC)
    ),
    "alerts.count": lambda unit, _: unit.alerts.count(BOB, "live"),
    "alerts.rest": lambda unit, hers: unit.alerts.rest(BOB, hers.armed, "deleted"),
    "alerts.reword": lambda unit, hers: unit.alerts.reword(BOB, hers.armed, {}),
    "alerts.rearm": lambda unit, hers: unit.alerts.rearm(
        BOB, hers.fired, awaits="above", primed=True, position=9
    ),
    "tickets.issue": lambda unit, _: unit.tickets.issue(BOB, BOB, "order", {}, SOON),
    "tickets.use": lambda unit, hers: unit.tickets.use(hers.ticket, BOB, ALICE, NOW),
    "tickets.cancel": lambda unit, hers: unit.tickets.cancel(hers.ticket, BOB, ALICE),
    "tickets.newest": lambda unit, _: unit.tickets.newest(BOB, ALICE, "ALICE", NOW),
    "tickets.cancel_all": lambda unit, _: unit.tickets.cancel_all(BOB, ALICE, "ALICE"),
    "questions.ask": lambda unit, _: ask(unit, BOB, ALICE, "B"),
    "orders.intend": lambda unit, _: intend(unit, BOB, "BUSDT", "another"),
    "orders.of": lambda unit, _: unit.orders.of(BOB, 100),
    "orders.numbered": lambda unit, _: unit.orders.numbered(BOB, "live", "ALICEUSDT", 1),
    "orders.doubted": lambda unit, _: unit.orders.doubted(BOB, "live", "ALICEUSDT"),
    "orders.used": lambda unit, hers: unit.orders.used(BOB, hers.key, "spot"),
    "orders.symbols": lambda unit, _: unit.orders.symbols(BOB, "live"),
    "orders.hand_over": lambda unit, _: unit.orders.hand_over(BOB, [1], 9),
    "fills.of": lambda unit, _: unit.fills.of(BOB, None, 100),
    "tellings.find": lambda unit, _: unit.tellings.find(
        OrderPlace("live", ALICE, "spot", "ALICEUSDT", 1), BOB
    ),
    "inbox.take": lambda unit, _: unit.inbox.take(1, BOB),
    "outbox.put": lambda unit, _: put(unit, BOB, text="B"),
    "outbox.merge": lambda unit, _: unit.outbox.merge(
        "same", chat_id=BOB, user_id=BOB, kind="notice", text="B"
    ),
    "audit.note": lambda unit, _: unit.audit.note(BOB, "B"),
    "audit.of": lambda unit, _: unit.audit.of(BOB, 100),
    "settings.get": lambda unit, _: unit.settings.get(BOB, "name"),
    "settings.set": lambda unit, _: unit.settings.set(BOB, "name", "B"),
    "guards.of": lambda unit, _: unit.guards.of(BOB, "live"),
    "guards.standing": lambda unit, _: unit.guards.standing(BOB, "live", ("language",)),
    "guards.waiting": lambda unit, _: unit.guards.waiting(BOB, "live"),
    "guards.choose": lambda unit, _: unit.guards.choose(BOB, "live", "order", "1"),
    "guards.raise_later": lambda unit, _: unit.guards.raise_later(BOB, "live", "order", "1", SOON),
    "guards.withdraw": lambda unit, hers: unit.guards.withdraw(BOB, hers.loosening),
    "turnovers.note": lambda unit, _: unit.turnovers.note(
        BOB, "live", name="B", notional=Decimal(1), orders=1, at=NOW
    ),
    "turnovers.noted": lambda unit, _: unit.turnovers.noted(BOB, "live", "ALICE"),
    "turnovers.since": lambda unit, _: unit.turnovers.since(BOB, "live", NOW - timedelta(days=1)),
    "turnovers.release": lambda unit, _: unit.turnovers.release(BOB, "live", "ALICE"),
    "stops.stop": lambda unit, _: unit.stops.stop(BOB, "live", by=BOB),
    "stops.resume": lambda unit, _: unit.stops.resume(BOB, "live"),
    "cancellations.ask": lambda unit, _: unit.cancellations.ask(BOB, BOB, "live", 1, ["B"]),
    "tellings.numbered": lambda unit, _: unit.tellings.numbered(
        BOB, "live", "spot", "ALICEUSDT", 1
    ),
    "stops.sweep": lambda unit, _: unit.stops.sweep(BOB, "live", closing=True),
    "secondfactors.begin": lambda unit, _: unit.second_factors.begin(BOB, "B"),
    "secondfactors.of": lambda unit, _: unit.second_factors.of(BOB),
    "secondfactors.shows": lambda unit, _: unit.second_factors.shows(BOB),
    "secondfactors.showed": lambda unit, _: unit.second_factors.showed(BOB, 1),
    "secondfactors.turn_on": lambda unit, _: unit.second_factors.turn_on(BOB, 1),
    "secondfactors.turn_off": lambda unit, _: unit.second_factors.turn_off(BOB),
    "secondfactors.take_step": lambda unit, _: unit.second_factors.take_step(BOB, 9, None),
    "secondfactors.take_recovery": lambda unit, _: unit.second_factors.take_recovery(
        BOB, "ALICE", None
    ),
    "secondfactors.spend": lambda unit, _: unit.second_factors.spend(BOB, "turn off", since=NOW),
    "secondfactors.replace_recovery": lambda unit, _: unit.second_factors.replace_recovery(
        BOB, ["B"]
    ),
    "secondfactors.count_recovery": lambda unit, _: unit.second_factors.count_recovery(BOB),
    "secondfactors.failed": lambda unit, _: unit.second_factors.failed(BOB),
    "secondfactors.lock": lambda unit, _: unit.second_factors.lock(BOB, SOON),
    "secondfactors.active": lambda unit, _: unit.second_factors.active(BOB),
    "secondfactors.lock_when_idle": lambda unit, _: unit.second_factors.lock_when_idle(BOB, 1),
}


async def belongings(unit: Unit, user_id: int) -> dict[str, list[Any]]:
    """Every row of a person in every table that has people."""
    rows = {}
    for name, table in Table.metadata.tables.items():
        owner = table.c.id if name == "users" else table.c.get("user_id")
        if owner is not None:
            found = await unit.users._session.execute(select(table).where(owner == user_id))
            rows[name] = sorted(map(tuple, found), key=repr)
    return rows


@pytest.mark.parametrize("name", BOBS_DEEDS)
async def test_bob_neither_sees_nor_changes_what_is_alices(storage: Storage, name: str) -> None:
    async with storage.begin() as unit:
        hers = await given(unit, ALICE, "ALICE")
        await given(unit, BOB, "BOB")
        before = await belongings(unit, ALICE)
        assert all(before.values())

        try:
            answer = await BOBS_DEEDS[name](unit, hers)
        except StorageError as refusal:
            answer = refusal

        assert await belongings(unit, ALICE) == before
    shown = repr(answer)
    assert "ALICE" not in shown
    assert not re.search(rf"\b{ALICE}\b", shown)  # a longer number may have it by chance


def test_nothing_done_in_a_persons_name_is_left_out_above() -> None:
    deeds = {
        f"{repository.__name__.lower()}.{name}"
        for repository in Repository.__subclasses__()
        for name, method in inspect.getmembers(repository, inspect.isfunction)
        if not name.startswith("_") and "user_id" in inspect.signature(method).parameters
    }

    assert deeds == set(BOBS_DEEDS)
