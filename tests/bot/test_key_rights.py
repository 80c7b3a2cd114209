"""What a key may do at Binance decides whether it is kept: every combination of rights."""

import itertools

from binance.models.wallet import ApiRestrictions
from bot.key_rights import unwanted

HARMLESS = ("enableSpotAndMarginTrading", "enableMargin", "enableFutures")
REFUSED = (
    "enableWithdrawals",
    "enableInternalTransfer",
    "permitsUniversalTransfer",
    "enableVanillaOptions",
    "enablePortfolioMarginTrading",
    "enableFixApiTrade",
    "enableFixReadOnly",
)
RIGHTS = ("enableReading", *HARMLESS, *REFUSED)


def test_only_keys_that_read_and_at_most_trade_are_kept_of_all_combinations_of_rights() -> None:
    kept = set()
    for granted in itertools.product((False, True), repeat=len(RIGHTS)):
        rights = dict(zip(RIGHTS, granted, strict=True))
        told = ApiRestrictions.model_validate(
            {"ipRestrict": True, "createTime": 1_790_000_000_000, **rights}
        )
        if told.enable_reading and not unwanted(told):
            kept.add(frozenset(name for name, has in rights.items() if has))

    reading = frozenset({"enableReading"})
    combinations = itertools.chain.from_iterable(
        itertools.combinations(HARMLESS, count) for count in range(len(HARMLESS) + 1)
    )
    assert kept == {reading | frozenset(some) for some in combinations}


def test_every_right_that_binance_names_is_judged() -> None:
    named = {
        field.alias or name
        for name, field in ApiRestrictions.model_fields.items()
        if name.startswith(("enable_", "permits_"))
    }

    assert named <= {*RIGHTS, *(_snake(right) for right in RIGHTS)}


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)
