"""Every combination of eight rights of a key, brought to the bot as a person does."""

import itertools

import pytest
from authority import updates
from authority.cast import Cast
from authority.people import BOB

pytestmark = pytest.mark.virtual_time

HARMLESS = ("enableSpotAndMarginTrading", "enableMargin", "enableFutures")
REFUSED = (
    "enableWithdrawals",
    "enableInternalTransfer",
    "permitsUniversalTransfer",
    "enableVanillaOptions",
)
RIGHTS = ("enableReading", *HARMLESS, *REFUSED)


async def test_only_keys_that_read_and_at_most_trade_are_kept(cast: Cast) -> None:
    stage = cast.stage
    made = await stage.exchange.control("accounts", {"label": "brought"})
    kept = set()

    for granted in itertools.product((False, True), repeat=len(RIGHTS)):
        rights = dict(zip(RIGHTS, granted, strict=True))
        wanted = {"uid": made["uid"], "permissions": rights}
        key = await stage.exchange.control("accounts", wanted)
        stage.database.uids[made["uid"]] = BOB
        said = f"/setkey {key['api_key']} {key['secret']}"
        came = await stage.happens(updates.words(said, BOB))
        if ("api_keys", BOB) in came.rows:
            kept.add(frozenset(name for name, has in rights.items() if has))
        stage.as_before()

    combinations = itertools.chain.from_iterable(
        itertools.combinations(HARMLESS, count) for count in range(len(HARMLESS) + 1)
    )
    assert kept == {frozenset({"enableReading", *some}) for some in combinations}
