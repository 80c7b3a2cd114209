"""A code before what is dangerous: when it is asked for, which are taken, and what locks."""

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pyotp import TOTP

from bot import totp
from bot.authenticators import Authenticators
from bot.refusals import Refused
from bot.step_up import (
    KIND,
    CodeNeeded,
    Given,
    Locked,
    LockedOut,
    Passed,
    Purpose,
    StepUp,
    TurnedOn,
    Waiting,
    Wrong,
)
from storage import Storage, Vault, VaultError
from storage.step_up import UNHEARD

ALICE, BOB = 1001, 1002
WHY = "You are changing your keys."
DEED = {"text": "/delkey"}
OFF, CODES = {"data": "secure:off"}, {"data": "secure:codes"}
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@dataclass
class Phone:
    """Alice's authenticator, her chat, and the clock."""

    storage: Storage
    path: Path
    now: datetime = NOON
    secret: str = field(default="", repr=False)
    recovery_codes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.step_up = StepUp(self.storage, now=lambda: self.now)
        self.authenticators = Authenticators(self.storage, self.step_up, now=lambda: self.now)

    def wait(self, **span: float) -> None:
        self.now += timedelta(**span)

    def code(self, steps: int = 0) -> str:
        """What the phone shows, or showed so many steps ago if negative."""
        return TOTP(self.secret).at(self.now, counter_offset=steps)

    def wrong(self) -> str:
        shown = {self.code(steps) for steps in (-1, 0, 1)}
        return next(code for code in ("000000", "111111", "222222", "333333") if code not in shown)

    async def turns_on(self) -> TurnedOn:
        self.secret = await self.authenticators.begin(ALICE)
        given = await self.step_up.give(ALICE, ALICE, self.code())
        assert isinstance(given, TurnedOn)
        self.recovery_codes = given.recovery_codes
        self.wait(minutes=1)
        return given

    async def gives(
        self, text: str, deed: dict[str, Any] | None = None, purpose: Purpose | None = None
    ) -> Given | None:
        """Answer the question that is asked for `deed`, after what waited was called off."""
        await self.calls_off()
        await self.step_up.ask(ALICE, ALICE, deed, purpose)
        return await self.step_up.give(ALICE, ALICE, text)

    async def calls_off(self) -> None:
        async with self.storage.begin() as unit:
            await unit.tickets.cancel_all(ALICE, ALICE, KIND)

    async def fails(self, times: int = 5) -> Given | None:
        given: Given | None = None
        for _ in range(times):
            given = await self.gives(self.wrong())
        return given

    async def actions(self) -> list[str]:
        async with self.storage.read() as unit:
            return [entry.action for entry in reversed(await unit.audit.of(ALICE, 100))]


@pytest.fixture
async def phone(migrated: Path, tmp_path: Path) -> AsyncIterator[Phone]:
    path = tmp_path / "bot.db"
    shutil.copy(migrated, path)
    there: list[Phone] = []

    def clock() -> datetime:
        return there[0].now if there else NOON

    url = f"sqlite+aiosqlite:///{path}"
    async with Storage.open(url, Vault([Vault.new_key()]), now=clock) as storage:
        async with storage.begin() as unit:
            for who in (ALICE, BOB):
                await unit.users.meet(who, name="P", language="en", active=True)
        there.append(Phone(storage, path))
        yield there[0]


async def test_who_has_no_second_factor_is_never_asked(phone: Phone) -> None:
    await phone.step_up.demand(ALICE, WHY)
    await phone.step_up.unlocked(ALICE)

    assert await phone.gives("123456") is None


async def test_a_secret_counts_only_once_its_first_code_has_come(phone: Phone) -> None:
    phone.secret = await phone.authenticators.begin(ALICE)
    await phone.step_up.demand(ALICE, WHY)
    assert await phone.step_up.give(ALICE, ALICE, phone.wrong()) == Wrong(None)
    assert await phone.authenticators.of(ALICE) is None

    given = await phone.step_up.give(ALICE, ALICE, phone.code())

    assert isinstance(given, TurnedOn)
    assert len(set(given.recovery_codes)) == 8
    standing = await phone.authenticators.of(ALICE)
    assert standing is not None
    assert (standing.recovery_left, standing.factor.idle_seconds) == (8, 12 * 3600)


async def test_setting_up_takes_no_code_after_a_while(phone: Phone) -> None:
    phone.secret = await phone.authenticators.begin(ALICE)
    phone.wait(minutes=16)

    assert await phone.step_up.give(ALICE, ALICE, phone.code()) is None
    with pytest.raises(Refused, match="expired"):
        await phone.authenticators.secret(ALICE)


async def test_a_picture_shown_before_no_longer_works(phone: Phone) -> None:
    first = await phone.authenticators.begin(ALICE)
    phone.secret = await phone.authenticators.begin(ALICE)

    old_code = TOTP(first).at(phone.now)
    assert await phone.step_up.give(ALICE, ALICE, old_code) == Wrong(None)
    assert isinstance(await phone.step_up.give(ALICE, ALICE, phone.code()), TurnedOn)


async def test_a_factor_that_is_on_is_neither_replaced_nor_shown(phone: Phone) -> None:
    await phone.turns_on()

    with pytest.raises(Refused, match="on already"):
        await phone.authenticators.begin(ALICE)
    with pytest.raises(Refused, match="expired"):
        await phone.authenticators.secret(ALICE)
    assert await phone.authenticators.abandon(ALICE) == []
    assert await phone.authenticators.of(ALICE) is not None


async def test_the_messages_that_show_the_secret_are_known(phone: Phone) -> None:
    phone.secret = await phone.authenticators.begin(ALICE)
    for message_id in (7, 9):
        await phone.authenticators.shows(ALICE)
        await phone.authenticators.showed(ALICE, message_id)

    given = await phone.step_up.give(ALICE, ALICE, phone.code())

    assert isinstance(given, TurnedOn)
    assert given.shown == [7, 9]


async def test_one_that_was_sent_and_not_heard_of_is_counted_too(phone: Phone) -> None:
    phone.secret = await phone.authenticators.begin(ALICE)
    await phone.authenticators.shows(ALICE)
    await phone.authenticators.shows(ALICE)
    await phone.authenticators.showed(ALICE, 9)

    given = await phone.step_up.give(ALICE, ALICE, phone.code())

    assert isinstance(given, TurnedOn)
    assert given.shown == [UNHEARD, 9]


async def test_what_is_dangerous_needs_a_code_and_then_goes_on(phone: Phone) -> None:
    await phone.turns_on()
    phone.wait(minutes=5)
    with pytest.raises(CodeNeeded, match="changing your keys"):
        await phone.step_up.demand(ALICE, WHY)
    ticket = await phone.step_up.ask(ALICE, ALICE, DEED)
    await phone.step_up.asked(ticket, 77)

    given = await phone.step_up.give(ALICE, ALICE, phone.code())

    assert given == Passed(DEED, 77, None)
    await phone.step_up.demand(ALICE, WHY)


async def test_a_code_is_good_for_five_minutes(phone: Phone) -> None:
    await phone.turns_on()
    await phone.gives(phone.code())

    phone.wait(minutes=5)
    await phone.step_up.demand(ALICE, WHY)
    phone.wait(seconds=1)
    with pytest.raises(CodeNeeded):
        await phone.step_up.demand(ALICE, WHY)


async def test_a_code_works_once(phone: Phone) -> None:
    await phone.turns_on()
    code = phone.code()
    assert isinstance(await phone.gives(code), Passed)

    assert await phone.gives(code) == Wrong(4)


async def test_a_code_sent_many_times_at_once_passes_once(phone: Phone) -> None:
    await phone.turns_on()
    await phone.step_up.ask(ALICE, ALICE, DEED)
    code = phone.code()

    given = await asyncio.gather(*(phone.step_up.give(ALICE, ALICE, code) for _ in range(20)))

    assert [one for one in given if one is not None] == [Passed(DEED, None, None)]


async def test_an_older_code_does_not_follow_a_newer_one(phone: Phone) -> None:
    await phone.turns_on()
    phone.wait(minutes=2)
    assert isinstance(await phone.gives(phone.code()), Passed)

    assert await phone.gives(phone.code(-1)) == Wrong(4)


@pytest.mark.parametrize(
    ("steps", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
async def test_a_phone_may_be_off_by_one_step(phone: Phone, steps: int, *, taken: bool) -> None:
    await phone.turns_on()
    phone.wait(minutes=5)

    assert isinstance(await phone.gives(phone.code(steps)), Passed) is taken


async def test_codes_in_two_groups_are_read(phone: Phone) -> None:
    await phone.turns_on()
    code = phone.code()

    assert isinstance(await phone.gives(f" {code[:3]} {code[3:]} "), Passed)


async def test_what_waits_is_not_replaced_by_something_else(phone: Phone) -> None:
    await phone.turns_on()
    ticket = await phone.step_up.ask(ALICE, ALICE, DEED, said="You are deleting your keys.")

    for other, purpose in ((OFF, "turn off"), ({"text": "/setkey"}, None), (None, None)):
        asked = await phone.step_up.ask(ALICE, ALICE, other, purpose)
        assert asked == Waiting(ticket, "You are deleting your keys.")

    assert await phone.step_up.give(ALICE, ALICE, phone.code()) == Passed(DEED, None, None)
    phone.wait(minutes=1)
    assert await phone.step_up.give(ALICE, ALICE, phone.code()) is None


async def test_the_same_is_asked_again_in_place_of_what_waited(phone: Phone) -> None:
    await phone.turns_on()
    first = await phone.step_up.ask(ALICE, ALICE, OFF | {"message_id": 1}, "turn off")

    second = await phone.step_up.ask(ALICE, ALICE, OFF | {"message_id": 2}, "turn off")

    assert isinstance(second, str)
    assert second != first
    given = await phone.step_up.give(ALICE, ALICE, phone.code())
    assert given == Passed(OFF | {"message_id": 2}, None, None)


async def test_what_was_called_off_or_has_expired_waits_no_more(phone: Phone) -> None:
    await phone.turns_on()
    await phone.step_up.ask(ALICE, ALICE, DEED)
    phone.wait(minutes=6)
    assert isinstance(await phone.step_up.ask(ALICE, ALICE, OFF), str)

    await phone.calls_off()

    assert isinstance(await phone.step_up.ask(ALICE, ALICE, DEED), str)


async def test_a_message_is_no_code_where_none_is_waited_for(phone: Phone) -> None:
    await phone.turns_on()

    assert await phone.step_up.give(ALICE, ALICE, phone.code()) is None
    await phone.step_up.ask(ALICE, ALICE, DEED)
    assert await phone.step_up.give(ALICE, -500, phone.code()) is None
    assert await phone.step_up.give(BOB, BOB, phone.code()) is None
    phone.wait(minutes=6)
    assert await phone.step_up.give(ALICE, ALICE, phone.code()) is None
    assert "step_up.failed" not in await phone.actions()


async def test_a_recovery_code_works_once_in_place_of_a_code(phone: Phone) -> None:
    await phone.turns_on()
    code = phone.recovery_codes[3].lower()

    assert await phone.gives(code, DEED) == Passed(DEED, None, 7)
    assert await phone.gives(code) == Wrong(4)


async def test_new_recovery_codes_void_the_old_ones(phone: Phone) -> None:
    await phone.turns_on()
    await phone.gives(phone.code(), CODES, "new codes")
    fresh = await phone.authenticators.new_recovery_codes(ALICE)

    assert await phone.gives(phone.recovery_codes[0]) == Wrong(4)
    assert await phone.gives(fresh[0]) == Passed(None, None, 7)


async def test_five_wrong_codes_lock_and_a_right_one_does_not_help(phone: Phone) -> None:
    await phone.turns_on()
    assert await phone.fails(4) == Wrong(1)

    assert await phone.fails(1) == LockedOut(phone.now + timedelta(minutes=15))

    assert isinstance(await phone.gives(phone.code()), LockedOut)
    assert isinstance(await phone.gives(phone.recovery_codes[0]), LockedOut)
    with pytest.raises(Locked):
        await phone.step_up.demand(ALICE, WHY)
    with pytest.raises(Locked):
        await phone.step_up.unlocked(ALICE)
    assert (await phone.actions())[-2:] == ["step_up.failed", "step_up.locked"]


async def test_a_lock_also_holds_for_who_gave_a_code_a_moment_ago(phone: Phone) -> None:
    await phone.turns_on()
    await phone.gives(phone.code())
    await phone.fails()

    with pytest.raises(Locked):
        await phone.step_up.demand(ALICE, WHY)


async def test_each_lock_lasts_twice_as_long_up_to_a_day(phone: Phone) -> None:
    await phone.turns_on()
    lasted = []
    for _ in range(9):
        given = await phone.fails()
        assert isinstance(given, LockedOut)
        lasted.append((given.until - phone.now) // timedelta(minutes=1))
        phone.now = given.until

    assert lasted == [15, 30, 60, 120, 240, 480, 960, 1440, 1440]
    assert isinstance(await phone.gives(phone.code()), Passed)
    assert await phone.fails() == LockedOut(phone.now + timedelta(minutes=15))


@pytest.mark.parametrize("locks", [37, 38, 40, 2000, 10**6])
async def test_there_is_no_last_lock(phone: Phone, locks: int) -> None:
    await phone.turns_on()
    with closing(sqlite3.connect(phone.path)) as writing, writing:
        writing.execute("UPDATE second_factors SET locks = ?", (locks,))

    assert await phone.fails() == LockedOut(phone.now + timedelta(days=1))

    assert isinstance(await phone.gives(phone.code()), LockedOut)


async def test_a_right_code_forgives_the_wrong_ones_before(phone: Phone) -> None:
    await phone.turns_on()
    await phone.fails(4)
    await phone.gives(phone.code())

    assert await phone.fails(1) == Wrong(4)


async def is_locked(phone: Phone) -> bool:
    try:
        await phone.step_up.unlocked(ALICE)
    except CodeNeeded:
        return True
    return False


async def test_money_is_locked_after_a_while_without_a_word(phone: Phone) -> None:
    await phone.turns_on()
    for _ in range(3):
        phone.wait(hours=11)
        await phone.step_up.unlocked(ALICE)
    phone.wait(hours=12, seconds=1)

    with pytest.raises(CodeNeeded):
        await phone.step_up.unlocked(ALICE)
    await phone.gives(phone.code())
    await phone.step_up.unlocked(ALICE)


async def test_a_session_may_never_lock(phone: Phone) -> None:
    await phone.turns_on()
    phone.wait(days=400)
    assert await is_locked(phone)
    await phone.gives(phone.code())

    await phone.authenticators.lock_when_idle(ALICE, None)

    phone.wait(days=400)
    assert not await is_locked(phone)


async def test_only_loosening_the_lock_needs_a_code(phone: Phone) -> None:
    await phone.turns_on()
    phone.wait(minutes=6)

    await phone.authenticators.lock_when_idle(ALICE, 3600)

    for looser in (3601, None):
        with pytest.raises(CodeNeeded):
            await phone.authenticators.lock_when_idle(ALICE, looser)
    await phone.gives(phone.code())
    await phone.authenticators.lock_when_idle(ALICE, 86_400)


async def test_turning_off_needs_a_code_of_its_own(phone: Phone) -> None:
    await phone.turns_on()
    await phone.gives(phone.code())
    phone.wait(minutes=1)
    with pytest.raises(CodeNeeded):
        await phone.authenticators.turn_off(ALICE)
    await phone.gives(phone.code(), OFF, "turn off")

    await phone.authenticators.turn_off(ALICE)

    assert await phone.authenticators.of(ALICE) is None
    assert await phone.gives(phone.recovery_codes[0]) is None
    assert (await phone.actions())[-1] == "step_up.off"
    assert isinstance(await phone.turns_on(), TurnedOn)


@pytest.mark.parametrize(("deed", "purpose"), [(DEED, None), (None, None), (CODES, "new codes")])
async def test_a_code_for_something_else_does_not_turn_off(
    phone: Phone, deed: dict[str, Any] | None, purpose: Purpose | None
) -> None:
    await phone.turns_on()

    assert isinstance(await phone.gives(phone.code(), deed, purpose), Passed)

    with pytest.raises(CodeNeeded) as needed:
        await phone.authenticators.turn_off(ALICE)
    assert needed.value.purpose == "turn off"
    assert await phone.authenticators.of(ALICE) is not None


async def test_a_code_to_turn_off_makes_no_recovery_codes(phone: Phone) -> None:
    await phone.turns_on()
    await phone.gives(phone.code(), OFF, "turn off")

    with pytest.raises(CodeNeeded) as needed:
        await phone.authenticators.new_recovery_codes(ALICE)

    assert needed.value.purpose == "new codes"


async def test_the_code_that_turned_the_factor_on_does_not_turn_it_off(phone: Phone) -> None:
    phone.secret = await phone.authenticators.begin(ALICE)
    await phone.step_up.give(ALICE, ALICE, phone.code())

    with pytest.raises(CodeNeeded):
        await phone.authenticators.turn_off(ALICE)


@pytest.mark.parametrize("recovers", [False, True])
async def test_a_code_for_one_deed_is_used_up_by_it(phone: Phone, *, recovers: bool) -> None:
    await phone.turns_on()
    code = phone.recovery_codes[0] if recovers else phone.code()
    await phone.gives(code, CODES, "new codes")

    await phone.authenticators.new_recovery_codes(ALICE)

    with pytest.raises(CodeNeeded):
        await phone.authenticators.new_recovery_codes(ALICE)


async def test_a_code_for_one_deed_does_it_once_however_often_it_is_tapped(phone: Phone) -> None:
    await phone.turns_on()
    await phone.gives(phone.code(), CODES, "new codes")

    taps = [phone.authenticators.new_recovery_codes(ALICE) for _ in range(5)]
    came = await asyncio.gather(*taps, return_exceptions=True)

    assert sum(isinstance(one, CodeNeeded) for one in came) == 4


async def test_a_code_for_one_deed_is_good_for_ten_seconds(phone: Phone) -> None:
    await phone.turns_on()
    await phone.gives(phone.code(), OFF, "turn off")
    phone.wait(seconds=11)

    with pytest.raises(CodeNeeded):
        await phone.authenticators.turn_off(ALICE)


async def test_a_later_code_voids_what_one_before_was_given_for(phone: Phone) -> None:
    await phone.turns_on()
    await phone.gives(phone.code(), OFF, "turn off")
    await phone.gives(phone.code(1), DEED)

    with pytest.raises(CodeNeeded):
        await phone.authenticators.turn_off(ALICE)


async def test_what_is_dangerous_about_nothing_is_refused(phone: Phone) -> None:
    with pytest.raises(Refused, match="no second factor"):
        await phone.authenticators.turn_off(ALICE)
    with pytest.raises(Refused, match="no second factor"):
        await phone.authenticators.new_recovery_codes(ALICE)
    with pytest.raises(Refused, match="no second factor"):
        await phone.authenticators.lock_when_idle(ALICE, 3600)


async def test_another_process_knows_what_was_given_and_locked(phone: Phone) -> None:
    await phone.turns_on()
    await phone.fails()
    restarted = StepUp(phone.storage, now=lambda: phone.now)

    with pytest.raises(Locked):
        await restarted.demand(ALICE, WHY)


async def test_neither_secret_nor_recovery_codes_lie_in_the_database(phone: Phone) -> None:
    given = await phone.turns_on()
    files = b"".join(one.read_bytes() for one in phone.path.parent.glob("bot.db*"))

    assert phone.secret.encode() not in files
    assert not [code for code in given.recovery_codes if code.encode() in files]
    assert not [code for code in given.recovery_codes if code in repr(given)]


async def test_a_secret_of_somebody_else_or_of_before_does_not_open(phone: Phone) -> None:
    await phone.authenticators.begin(ALICE)
    await phone.authenticators.begin(BOB)
    with closing(sqlite3.connect(phone.path)) as forging, forging:
        sealed = "(SELECT secret_sealed FROM second_factors WHERE user_id = 1002)"
        forging.execute(f"UPDATE second_factors SET secret_sealed = {sealed}")

    with pytest.raises(VaultError):
        await phone.authenticators.secret(ALICE)


async def test_an_older_secret_put_back_does_not_open(phone: Phone) -> None:
    await phone.authenticators.begin(ALICE)
    with closing(sqlite3.connect(phone.path)) as reading:
        (old,) = reading.execute("SELECT secret_sealed FROM second_factors").fetchone()
    await phone.authenticators.begin(ALICE)
    with closing(sqlite3.connect(phone.path)) as forging, forging:
        forging.execute("UPDATE second_factors SET secret_sealed = ?", (old,))

    with pytest.raises(VaultError):
        await phone.authenticators.secret(ALICE)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    at = datetime.fromtimestamp(seconds, UTC)

    assert totp.step_of(secret, code, at, after=0) == seconds // 30
    assert totp.step_of(secret, code, at, after=seconds // 30) is None


@pytest.mark.parametrize(
    "text", ["12345", "1234567", "12345a", "１２３４５６", "٣٣٣٣٣٣", "12 3456", ""]
)
def test_what_is_not_six_plain_digits_is_no_code(text: str) -> None:
    assert totp.digits(text) is None
    assert totp.recovery(text) is None


async def test_after_the_clock_was_set_back_a_code_is_asked_for_anew(phone: Phone) -> None:
    await phone.turns_on()
    phone.wait(hours=-2)

    with pytest.raises(CodeNeeded, match="changing your keys"):
        await phone.step_up.demand(ALICE, WHY)
    with pytest.raises(CodeNeeded, match="not dealt with money"):
        await phone.step_up.unlocked(ALICE)


async def test_what_a_code_was_given_for_alone_is_not_good_before_that(phone: Phone) -> None:
    await phone.turns_on()
    assert isinstance(await phone.gives(phone.code(), OFF, "turn off"), Passed)
    phone.wait(hours=-2)

    with pytest.raises(CodeNeeded):
        await phone.authenticators.turn_off(ALICE)


async def test_setting_up_from_the_time_to_come_is_over(phone: Phone) -> None:
    phone.secret = await phone.authenticators.begin(ALICE)
    phone.wait(minutes=-2)

    assert await phone.step_up.give(ALICE, ALICE, phone.code()) is None
    with pytest.raises(Refused, match="expired"):
        await phone.authenticators.secret(ALICE)


async def test_right_codes_lock_nobody_out_whose_clock_was_set_back(phone: Phone) -> None:
    await phone.turns_on()
    used = phone.code()
    assert isinstance(await phone.gives(used), Passed)
    phone.wait(hours=-2)

    for _ in range(6):
        assert await phone.gives(phone.code()) == Wrong(None)
    assert await phone.gives(phone.wrong()) == Wrong(4)
    assert isinstance(await phone.gives(phone.recovery_codes[0]), Passed)

    phone.wait(hours=2)
    assert isinstance(await phone.gives(used), Wrong)
    phone.wait(seconds=30)
    assert isinstance(await phone.gives(phone.code()), Passed)
