"""Guards are tightened at once, and loosened after a day in which that can be taken back."""

from datetime import timedelta
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from guarded_world import ALICE, BOB, KEY, Market, buy, guards, scales
from sqlalchemy import select

from bot.guards import Changed, GuardChanges, Guarded, Guards, Tap
from bot.guards.changing import Proposal, Withdrawn
from bot.guards.terms import Allowed, Guard, Value, kept, loosens, revived
from bot.i18n import Say
from bot.refusals import Refused
from storage import Entry, Message, Storage

Clock = Any
DAY = 86_400.0
updates = count(1)


class StepUp:
    """Demands a code from whoever has not given one."""

    def __init__(self) -> None:
        self.given = True
        self.asked: list[tuple[int, str]] = []

    async def demand(self, user_id: int, why: str) -> None:
        self.asked.append((user_id, why))
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
    return Tap(next(updates), user_id, ALICE, 7, ticket_id)


async def change(changes: GuardChanges, guard: Guard, value: Value) -> Changed | None:
    proposal = await changes.propose(ALICE, ALICE, guard, value)
    return await changes.confirm(tap(proposal.ticket_id))


async def told(storage: Storage) -> list[Message]:
    async with storage.read() as unit:
        return list(await unit.users._session.scalars(select(Message).order_by(Message.id)))


async def details(storage: Storage) -> list[dict[str, Any]]:
    """What the audit tells of each deed."""
    async with storage.read() as unit:
        return list(await unit.users._session.scalars(select(Entry.detail).order_by(Entry.id)))


async def noted(storage: Storage) -> list[str]:
    async with storage.read() as unit:
        return list(await unit.users._session.scalars(select(Entry.action).order_by(Entry.id)))


async def test_a_proposal_says_what_was_and_what_will_be(changes: GuardChanges) -> None:
    looser = await changes.propose(ALICE, ALICE, Guard.DAY, None)
    tighter = await changes.propose(ALICE, ALICE, Guard.LEVERAGE, 3)

    assert looser == Proposal(Guard.DAY, Decimal(5000), None, True, looser.ticket_id)
    assert tighter == Proposal(Guard.LEVERAGE, 5, 3, False, tighter.ticket_id)


async def test_a_proposal_is_measured_by_what_the_person_has_chosen(changes: GuardChanges) -> None:
    await change(changes, Guard.SYMBOLS, Allowed("only", ("BTCUSDT",)))
    await change(changes, Guard.ORDER, Decimal(50))

    again = await changes.propose(ALICE, ALICE, Guard.ORDER, Decimal(60))
    eth = await changes.propose(ALICE, ALICE, Guard.SYMBOLS, Allowed("only", ("ETHUSDT",)))
    btc = await changes.propose(ALICE, ALICE, Guard.SYMBOLS, Allowed("only", ("BTCUSDT",)))

    assert (again.old, again.looser) == (50, True)
    assert (eth.looser, btc.looser) == (True, False)
    changed = await changes.confirm(tap(eth.ticket_id))
    assert changed is not None
    assert changed.due_at is not None  # not before a day has passed


async def test_a_guard_holds_a_value_unless_it_is_about_to_become_another(
    changes: GuardChanges,
) -> None:
    await change(changes, Guard.ORDER, Decimal(50))
    assert await changes.holds(ALICE, Guard.ORDER, Decimal(50))
    assert not await changes.holds(ALICE, Guard.ORDER, Decimal(60))
    assert not await changes.holds(BOB, Guard.ORDER, Decimal(50))

    await change(changes, Guard.ORDER, Decimal(90))  # looser, and so it holds tomorrow

    assert not await changes.holds(ALICE, Guard.ORDER, Decimal(50))
    assert not await changes.holds(ALICE, Guard.ORDER, Decimal(90))
    assert await changes.holds(ALICE, Guard.DAY, Decimal(5000))


async def test_a_change_names_the_loosening_that_it_takes_the_place_of(
    changes: GuardChanges, clock: Clock
) -> None:
    await change(changes, Guard.DAY, Decimal(9000))

    other = await change(changes, Guard.ORDER, Decimal(50))
    again = await change(changes, Guard.DAY, Decimal(7000))
    tighter = await change(changes, Guard.DAY, Decimal(100))

    tomorrow = clock() + timedelta(hours=24)
    assert other == Changed(Guard.ORDER, Decimal(50), None)
    assert again == Changed(Guard.DAY, Decimal(7000), tomorrow, Withdrawn(Decimal(9000)))
    assert tighter == Changed(Guard.DAY, Decimal(100), None, Withdrawn(Decimal(7000)))


async def test_what_holds_by_now_is_not_said_to_be_taken_back(
    changes: GuardChanges, clock: Clock
) -> None:
    await change(changes, Guard.DAY, Decimal(9000))
    clock.passes(DAY)

    assert await change(changes, Guard.DAY, Decimal(100)) == Changed(Guard.DAY, Decimal(100), None)


async def test_the_audit_tells_what_was_changed_to_what(
    storage: Storage, changes: GuardChanges, clock: Clock
) -> None:
    await change(changes, Guard.ORDER, Decimal(50))
    await change(changes, Guard.DAY, Decimal(9000))
    clock.passes(DAY)
    await changes.ripen()

    assert await details(storage) == [
        {"guard": "order", "value": "50"},
        {"guard": "day", "value": "9000"},
        {"guard": "day", "value": "9000"},
    ]


async def test_notices_are_told_in_the_readers_language_each_once_and_with_a_button(
    storage: Storage, changes: GuardChanges, clock: Clock
) -> None:
    proposal = await changes.propose(BOB, BOB, Guard.DAY, Decimal(9000))
    changed = await changes.confirm(Tap(next(updates), BOB, BOB, 7, proposal.ticket_id))
    assert changed == Changed(Guard.DAY, Decimal(9000), clock() + timedelta(hours=24))
    clock.passes(DAY)
    await changes.ripen()

    notices = await told(storage)

    assert [one.text.splitlines()[1] for one in notices] == [
        "24 saatte en çok: 9,000 USDT"
    ] * 2  # fmt: skip
    assert [one.chat_id for one in notices] == [BOB] * 2
    assert all(one.keyboard for one in notices)
    assert None not in {one.key for one in notices}  # by which it is told only once
    assert len({one.key for one in notices}) == 2


async def test_taking_back_what_was_replaced_takes_nothing_back(
    storage: Storage, changes: GuardChanges
) -> None:
    await change(changes, Guard.ORDER, Decimal(2000))
    ((_, ticket),) = await changes.waiting(ALICE, ALICE)
    await change(changes, Guard.ORDER, Decimal(3000))

    assert not await changes.keep(tap(ticket))

    ((one, ticket),) = await changes.waiting(ALICE, ALICE)
    assert one.value == "3000"
    assert await changes.keep(tap(ticket))
    assert (await details(storage))[-1] == {"guard": "order"}


async def test_what_is_due_can_no_more_be_taken_back(changes: GuardChanges, clock: Clock) -> None:
    await change(changes, Guard.ORDER, Decimal(2000))
    clock.passes(DAY)

    assert await changes.waiting(ALICE, ALICE) == []  # though nobody has told of it yet


async def test_a_button_confirms_only_what_it_was_made_for(
    storage: Storage, changes: GuardChanges, clock: Clock, step_up: StepUp
) -> None:
    step_up.given = False
    until = clock() + timedelta(minutes=5)
    payload = {"guard": "order", "value": None}
    async with storage.begin() as unit:
        other = await unit.tickets.issue(ALICE, ALICE, "order", payload, until)

    assert await changes.confirm(tap(other.id)) is None
    assert await changes.confirm(tap("nothing")) is None
    assert step_up.asked == []
    assert await noted(storage) == []


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
    ((who, why),) = step_up.asked
    assert (who, Say("en")(why)) == (ALICE, "Your guards are to be loosened.")
    assert Say("tr")(why) != why

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


async def test_one_update_of_telegram_confirms_one_change(changes: GuardChanges) -> None:
    update_id = next(updates)
    taps = [
        Tap(update_id, ALICE, ALICE, 7, (await changes.propose(ALICE, ALICE, guard, 1)).ticket_id)
        for guard in (Guard.LEVERAGE, Guard.RATE)
    ]

    changed = [await changes.confirm(one) for one in taps]

    assert changed == [Changed(Guard.LEVERAGE, 1, None), None]
    assert not await changes.keep(tap("nothing"))


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
        (True, True, False), (False, False, False),
    ],
)  # fmt: skip
def test_which_of_two_limits_is_the_looser_one(old: Value, new: Value, looser: bool) -> None:
    assert loosens(old, new) is looser


@pytest.mark.parametrize("value", [Allowed("all"), Allowed("largest", ("A",)), Allowed("only")])
def test_chosen_symbols_are_kept_and_read_again(value: Allowed) -> None:
    assert revived(Guard.SYMBOLS, kept(value)) == value


def test_sums_are_kept_digit_by_digit() -> None:
    assert kept(Decimal("1E-8")) == "0.00000001"
    assert revived(Guard.ORDER, kept(Decimal("1E+6"))) == Decimal(1_000_000)
    assert revived(Guard.DAY, kept(None)) is None


def test_what_is_damaged_loosens_nothing() -> None:
    with pytest.raises(ValueError, match="every"):
        revived(Guard.SYMBOLS, {"breadth": "every", "named": []})


def test_limits_of_two_guards_cannot_be_compared() -> None:
    for old, new in ((Allowed("all"), Decimal(1)), (Decimal(1), Allowed("all"))):
        with pytest.raises(TypeError, match="one guard"):
            loosens(old, new)
