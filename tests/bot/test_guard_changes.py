"""Guards are tightened at once, and loosened after a day in which that can be taken back."""

from datetime import timedelta
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from guarded_world import ALICE, BOB, KEY, Market, buy, guards, scales
from sqlalchemy import select

from bot.guards import Changed, GuardChanges, Guarded, Guards, Tap
from bot.guards.terms import Allowed, Guard, Value, loosens
from bot.refusals import Refused
from storage import Entry, Message, Storage

Clock = Any
DAY = 86_400.0
updates = count(1)


class StepUp:
    """Demands a code from whoever has not given one."""

    def __init__(self) -> None:
        self.given = True

    async def demand(self, _user_id: int, _why: str) -> None:
        if not self.given:
            raise Refused("A code, please.")


@pytest.fixture
def step_up() -> StepUp:
    return StepUp()


@pytest.fixture
def watch(storage: Storage, clock: Clock) -> Guards:
    return guards(storage, Market(), clock)


@pytest.fixture
def changes(
    storage: Storage, watch: Guards, nudged: Any, clock: Clock, step_up: StepUp
) -> GuardChanges:
    return GuardChanges(
        storage, watch, scales(Market()), nudged,
        environment="live", now=clock, step_up=step_up,
    )  # fmt: skip


def tap(ticket_id: str, user_id: int = ALICE) -> Tap:
    return Tap(next(updates), user_id, ALICE, ticket_id)


async def change(changes: GuardChanges, guard: Guard, value: Value) -> Changed | None:
    proposal = await changes.propose(ALICE, ALICE, guard, value)
    return await changes.confirm(tap(proposal.ticket_id))


async def told(storage: Storage) -> list[Message]:
    async with storage.read() as unit:
        return list(await unit.users._session.scalars(select(Message).order_by(Message.id)))


async def noted(storage: Storage) -> list[str]:
    async with storage.read() as unit:
        return list(await unit.users._session.scalars(select(Entry.action).order_by(Entry.id)))


async def test_tightening_holds_at_once(
    storage: Storage, watch: Guards, changes: GuardChanges
) -> None:
    changed = await change(changes, Guard.ORDER, Decimal(50))

    assert changed == Changed(Guard.ORDER, Decimal(50), None)
    with pytest.raises(Guarded):
        await watch.allow(ALICE, KEY, buy("1", "100"))
    assert await told(storage) == []
    assert await noted(storage) == ["guard.lowered"]


async def test_loosening_holds_a_day_later_and_is_told_now_and_then(
    storage: Storage, watch: Guards, changes: GuardChanges, clock: Clock
) -> None:
    changed = await change(changes, Guard.ORDER, Decimal(2000))

    assert changed is not None
    assert changed.due_at == clock() + timedelta(hours=24)
    (notice,) = await told(storage)
    assert "2,000 USDT" in notice.text
    assert "If that was not you" in notice.text
    clock.passes(DAY - 1)
    assert await changes.ripen() == 0
    with pytest.raises(Guarded):
        await watch.allow(ALICE, KEY, buy("20", "100"))

    clock.passes(1)
    await watch.allow(ALICE, KEY, buy("20", "100"))
    assert (await changes.ripen(), await changes.ripen()) == (1, 0)
    assert "looser from now on" in (await told(storage))[1].text
    assert await noted(storage) == ["guard.raising", "guard.raised"]


async def test_the_button_on_the_notice_takes_it_back(
    storage: Storage, watch: Guards, changes: GuardChanges, clock: Clock
) -> None:
    await change(changes, Guard.ORDER, None)
    (notice,) = await told(storage)
    assert notice.keyboard is not None
    ticket = notice.keyboard[0][0]["callback_data"].removeprefix("keep:")

    assert not await changes.keep(tap(ticket, BOB))
    assert await changes.keep(tap(ticket))
    assert not await changes.keep(tap(ticket))

    clock.passes(2 * DAY)
    assert await changes.ripen() == 0
    assert (await watch.terms(ALICE)).order == 1000
    assert await noted(storage) == ["guard.raising", "guard.kept"]


async def test_the_page_offers_to_take_back_what_waits(changes: GuardChanges, clock: Clock) -> None:
    await change(changes, Guard.RATE, 50)
    ((one, ticket),) = await changes.waiting(ALICE, ALICE)

    assert (one.name, one.value) == ("rate", 50)
    assert await changes.keep(tap(ticket))
    assert await changes.waiting(ALICE, ALICE) == []


async def test_a_raise_asked_for_again_begins_its_day_anew(
    watch: Guards, changes: GuardChanges, clock: Clock
) -> None:
    await change(changes, Guard.ORDER, Decimal(2000))
    clock.passes(DAY - 1)
    await change(changes, Guard.ORDER, Decimal(3000))
    clock.passes(2)

    assert (await watch.terms(ALICE)).order == 1000
    clock.passes(DAY)
    assert (await watch.terms(ALICE)).order == 3000


async def test_loosening_needs_the_second_factor_and_tightening_does_not(
    changes: GuardChanges, step_up: StepUp
) -> None:
    step_up.given = False
    assert await change(changes, Guard.ORDER, Decimal(50)) is not None
    proposal = await changes.propose(ALICE, ALICE, Guard.ORDER, Decimal(2000))
    with pytest.raises(Refused, match="code"):
        await changes.confirm(tap(proposal.ticket_id))

    step_up.given = True
    assert await changes.confirm(tap(proposal.ticket_id)) is not None


async def test_a_tap_counts_once_for_its_owner_and_in_time(
    changes: GuardChanges, clock: Clock
) -> None:
    first = await changes.propose(ALICE, ALICE, Guard.ORDER, Decimal(50))
    assert await changes.confirm(tap(first.ticket_id, BOB)) is None
    tapped = tap(first.ticket_id)
    assert await changes.confirm(tapped) is not None
    assert await changes.confirm(tapped) is None

    late = await changes.propose(ALICE, ALICE, Guard.ORDER, Decimal(40))
    clock.passes(300)
    assert await changes.confirm(tap(late.ticket_id)) is None
    assert not await changes.keep(tap(late.ticket_id))


async def test_read_only_is_on_at_once_and_off_a_day_later(
    watch: Guards, changes: GuardChanges, clock: Clock
) -> None:
    await change(changes, Guard.READ_ONLY, True)
    assert (await watch.terms(ALICE)).read_only
    await change(changes, Guard.READ_ONLY, False)
    assert (await watch.terms(ALICE)).read_only
    clock.passes(DAY)

    assert not (await watch.terms(ALICE)).read_only


async def test_naming_symbols_that_are_allowed_anyway_loosens_nothing(
    changes: GuardChanges,
) -> None:
    only_btc = await changes.propose(ALICE, ALICE, Guard.SYMBOLS, Allowed("only", ("BTCUSDT",)))
    thin = await changes.propose(ALICE, ALICE, Guard.SYMBOLS, Allowed("only", ("THINUSDT",)))

    assert (only_btc.looser, thin.looser) == (False, True)


@pytest.mark.parametrize(
    ("old", "new", "looser"),
    [
        (Decimal(1), Decimal(2), True), (Decimal(2), Decimal(1), False),
        (Decimal(1), Decimal(1), False), (Decimal(1), None, True), (None, Decimal(1), False),
        (None, None, False), (5, 6, True), (5, 5, False), (True, False, True),
        (False, True, False), (Allowed("all"), Allowed("largest"), False),
        (Allowed("largest"), Allowed("all"), True),
        (Allowed("only", ("A",)), Allowed("largest"), True),
        (Allowed("only", ("A", "B")), Allowed("only", ("A",)), False),
        (Allowed("only", ("A",)), Allowed("only", ("A", "B")), True),
        (Allowed("largest"), Allowed("largest", ("A",)), True),
        (Allowed("all"), Allowed("only", ("A",)), False),
    ],
)  # fmt: skip
def test_which_of_two_limits_is_the_looser_one(old: Value, new: Value, looser: bool) -> None:
    assert loosens(old, new) is looser
