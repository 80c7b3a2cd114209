"""What administrators decide about people: with their own code where it takes something away."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from pyotp import TOTP

from bot.authenticators import Authenticators
from bot.guards import ceilings
from bot.i18n import Say
from bot.people import KIND, TICKET_LIFE, Deed, People
from bot.refusals import Refused
from bot.step_up import CodeNeeded, StepUp
from bot.tickets import Tap
from storage import ApiKey, Storage, Unit

BOB, BOSS = 1002, 1001
taps = count(1)


class NoKeys:
    """Nobody has connected an account."""

    async def forget(
        self, _unit: Unit, _user: int, _keys: Collection[int], *, whatever_waits: bool = False
    ) -> list[ApiKey]:
        return []

    def forgotten(self, keys: Iterable[ApiKey]) -> None:
        pass


@dataclass
class Office:
    """An administrator with an authenticator, and a person with one."""

    storage: Storage
    clock: Any
    nudged: Any
    secrets: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.step_up = StepUp(self.storage, now=self.clock)
        self.authenticators = Authenticators(self.storage, self.step_up, now=self.clock)
        self.people = People(
            self.storage, self.nudged, NoKeys(), self.step_up,
            admins=frozenset({BOSS}), environment="live", now=self.clock,
        )  # fmt: skip

    def code(self, who: int) -> str:
        return TOTP(self.secrets[who]).at(self.clock())

    async def turns_on(self, who: int) -> None:
        self.secrets[who] = await self.authenticators.begin(who)
        await self.step_up.give(who, who, self.code(who))

    async def question(self, deed: Deed, most: Decimal | None = None, about: int = BOB) -> Tap:
        ticket = await self.people.propose(BOSS, BOSS, about, deed, most)
        return Tap(next(taps), BOSS, BOSS, 1, ticket)

    async def gives_a_code(self) -> None:
        await self.step_up.ask(BOSS, BOSS, None)
        await self.step_up.give(BOSS, BOSS, self.code(BOSS))

    async def largest_order(self) -> Decimal | None:
        async with self.storage.read() as unit:
            return await ceilings.order(unit, BOB)


@pytest.fixture
async def office(storage: Storage, clock: Any, nudged: Any) -> Office:
    there = Office(storage, clock, nudged)
    for who in (BOSS, BOB):
        await there.turns_on(who)
    clock.passes(600)
    return there


@pytest.mark.parametrize("deed", ["order", "alerts", "reset"])
async def test_what_takes_something_away_waits_for_a_code_and_its_ticket_stays_good(
    office: Office, deed: Deed
) -> None:
    tap = await office.question(deed)
    with pytest.raises(CodeNeeded) as needed:
        await office.people.decide(tap)
    why, values = needed.value.text, needed.value.values
    assert str(BOB) in Say("en")(why, **values)
    assert Say("tr")(why, **values) != Say("en")(why, **values)
    assert await office.authenticators.of(BOB) is not None

    await office.gives_a_code()

    assert await office.people.decide(tap) == BOB
    assert (await office.authenticators.of(BOB) is None) is (deed == "reset")


async def test_a_ceiling_is_not_lifted_without_a_code(office: Office) -> None:
    async with office.storage.begin() as unit:
        await ceilings.set_order(unit, BOB, Decimal(500))

    with pytest.raises(CodeNeeded):
        await office.people.decide(await office.question("order"))

    assert await office.largest_order() == 500


async def test_a_code_is_asked_for_the_very_limit(office: Office) -> None:
    with pytest.raises(CodeNeeded) as needed:
        await office.people.decide(await office.question("order", Decimal(2000)))

    said = Say("en")(needed.value.text, **needed.value.values)
    assert said == f"You are letting {BOB} order 2000 USDT at most."


async def test_to_let_in_and_to_block_needs_no_code(office: Office) -> None:
    assert await office.people.decide(await office.question("block")) == BOB
    assert await office.people.decide(await office.question("approve")) == BOB


async def test_a_question_that_is_over_asks_for_no_code(office: Office) -> None:
    tap = await office.question("reset")
    office.clock.passes(301)

    assert await office.people.decide(tap) is None


async def test_nobody_takes_their_own_second_factor_away(office: Office) -> None:
    await office.gives_a_code()

    with pytest.raises(Refused, match="/secure"):
        await office.question("reset", about=BOSS)

    assert await office.authenticators.of(BOSS) is not None


async def test_a_question_about_oneself_from_before_is_refused_too(office: Office) -> None:
    async with office.storage.begin() as unit:
        payload = {"deed": "reset", "user": BOSS, "most": None}
        until = office.clock() + TICKET_LIFE
        ticket = await unit.tickets.issue(BOSS, BOSS, KIND, payload, until)
    await office.gives_a_code()

    with pytest.raises(Refused, match="/secure"):
        await office.people.decide(Tap(next(taps), BOSS, BOSS, 1, ticket.id))

    assert await office.authenticators.of(BOSS) is not None
