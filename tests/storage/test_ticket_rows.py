import asyncio
from collections.abc import Callable
from datetime import datetime

import pytest

from storage import Storage, Ticket, Unit

ALICE, BOB = 1001, 1002
ORDER = {"symbol": "BTCUSDT", "side": "BUY", "quantity": "0.10"}


async def issued(unit: Unit, expires_at: datetime) -> Ticket:
    return await unit.tickets.issue(ALICE, ALICE, "order", ORDER, expires_at)


async def test_a_ticket_keeps_what_was_asked_and_where(
    storage: Storage, later: Callable[[float], datetime]
) -> None:
    async with storage.begin() as unit:
        ticket = await issued(unit, later(60))
        await unit.tickets.place(ticket.id, 55)
        found = await unit.tickets.find(ticket.id)

    assert found is not None
    assert (found.payload, found.message_id, found.state) == (ORDER, 55, "open")


async def test_a_ticket_cannot_be_guessed_and_fits_a_button(
    storage: Storage, later: Callable[[float], datetime]
) -> None:
    async with storage.begin() as unit:
        ids = {(await issued(unit, later(60))).id for _ in range(100)}

    assert len(ids) == 100
    assert all(len(ticket_id) == 22 for ticket_id in ids)


async def test_fifty_taps_use_a_ticket_once(
    storage: Storage, now: Callable[[], datetime], later: Callable[[float], datetime]
) -> None:
    async with storage.begin() as unit:
        ticket = await issued(unit, later(60))

    async def tap() -> bool:
        async with storage.begin() as unit:
            return await unit.tickets.use(ticket.id, ALICE, ALICE, now()) is not None

    assert sum(await asyncio.gather(*(tap() for _ in range(50)))) == 1


@pytest.mark.parametrize(
    ("user_id", "chat_id", "seconds"),
    [(BOB, ALICE, 0), (ALICE, BOB, 0), (BOB, BOB, 0), (ALICE, ALICE, 60)],
    ids=["another person", "another chat", "both", "too late"],
)
async def test_a_ticket_is_good_for_its_owner_in_its_chat_and_time(
    storage: Storage, later: Callable[[float], datetime], user_id: int, chat_id: int, seconds: float
) -> None:
    async with storage.begin() as unit:
        ticket = await issued(unit, later(60))

        assert await unit.tickets.use(ticket.id, user_id, chat_id, later(seconds)) is None
        assert await unit.tickets.find(ticket.id) == ticket


async def test_a_forged_ticket_is_none(storage: Storage, now: Callable[[], datetime]) -> None:
    async with storage.begin() as unit:
        assert await unit.tickets.find("forged") is None
        assert await unit.tickets.use("forged", ALICE, ALICE, now()) is None


async def test_a_cancelled_ticket_cannot_be_used_nor_a_used_one_cancelled(
    storage: Storage, now: Callable[[], datetime], later: Callable[[float], datetime]
) -> None:
    async with storage.begin() as unit:
        first, second = await issued(unit, later(60)), await issued(unit, later(60))
        assert await unit.tickets.cancel(first.id, BOB, BOB) is None
        cancelled = await unit.tickets.cancel(first.id, ALICE, ALICE)
        used = await unit.tickets.use(second.id, ALICE, ALICE, now())

        assert cancelled is not None
        assert used is not None
        assert (cancelled.state, used.state) == ("cancelled", "used")
        assert await unit.tickets.use(first.id, ALICE, ALICE, now()) is None
        assert await unit.tickets.cancel(second.id, ALICE, ALICE) is None


async def test_tickets_long_expired_are_purged(
    storage: Storage, later: Callable[[float], datetime]
) -> None:
    async with storage.begin() as unit:
        old, young = await issued(unit, later(60)), await issued(unit, later(600))

        assert await unit.tickets.purge(later(300)) == 1
        assert await unit.tickets.find(old.id) is None
        assert await unit.tickets.find(young.id) == young
