"""How careful an order is confirmed: lowered by a word, raised only with a code."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from pyotp import TOTP

from bot.authenticators import Authenticators
from bot.caution import BIG_SUM, DRIFT, Caution, Limit
from bot.refusals import Refused
from bot.step_up import CodeNeeded, StepUp
from storage import Storage

ALICE, BOB = 1001, 1002
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize("limit", [DRIFT, BIG_SUM])
async def test_raising_needs_a_code_and_lowering_none(
    storage: Storage, clock: Any, limit: Limit
) -> None:
    step_up = StepUp(storage, now=clock)
    caution = Caution(storage, step_up)
    secret = await Authenticators(storage, step_up, now=clock).begin(ALICE)
    await step_up.give(ALICE, ALICE, TOTP(secret).at(clock()))
    clock.passes(600)

    await caution.set(ALICE, limit, limit.usual / 2)
    with pytest.raises(CodeNeeded):
        await caution.set(ALICE, limit, limit.usual)
    assert await caution.of(ALICE, limit) == limit.usual / 2

    await step_up.ask(ALICE, ALICE, None)
    await step_up.give(ALICE, ALICE, TOTP(secret).at(clock()))
    await caution.set(ALICE, limit, limit.usual * 2)

    assert await caution.of(ALICE, limit) == limit.usual * 2
    assert await caution.of(BOB, limit) == limit.usual


async def test_nobody_lets_a_price_run_as_far_as_they_like(storage: Storage) -> None:
    caution = Caution(storage, StepUp(storage, now=lambda: NOON))

    with pytest.raises(Refused, match="At most"):
        await caution.set(BOB, DRIFT, Decimal("10.1"))
