"""Keys that are kept were validated when they were taken in, and are not validated again."""

from types import SimpleNamespace
from typing import Any

import pytest
from bent_keys import bent
from key_page import own_rsa

from binance import RsaKey
from bot.accounts import Accounts, signing_of
from storage import ApiKey, Storage

ALICE, API_KEY = 1001, "A" * 64
BENT = bent(own_rsa().private)


@pytest.fixture
async def key(storage: Storage) -> ApiKey:
    async with storage.begin() as unit:
        return await unit.keys.add(
            ALICE, "sandbox", "rsa", API_KEY, BENT,
            account_uid=5, can_trade=True, ip_restricted=True, called="Account",
        )  # fmt: skip


async def test_an_account_is_opened_with_a_kept_key_as_it_is(storage: Storage, key: ApiKey) -> None:
    binance: Any = SimpleNamespace(account=lambda signing, **_: signing)

    opened: Any = (await Accounts(storage, binance, "sandbox").by_key(ALICE, key.id)).account

    assert isinstance(opened, RsaKey)


async def test_so_are_the_streams_of_every_market(storage: Storage, key: ApiKey) -> None:
    async with storage.read() as unit:
        opened = await unit.keys.opened(key)

    assert isinstance(signing_of(opened), RsaKey)
