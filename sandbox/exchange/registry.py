"""Accounts and their API keys."""

from __future__ import annotations

import itertools
import secrets
import string
from decimal import Decimal
from typing import TYPE_CHECKING

from sandbox.exchange.trading.accounts import (
    DEFAULT_BALANCES,
    DEFAULT_PERMISSIONS,
    Account,
    ApiKey,
    Balance,
)
from sandbox.exchange.wire.limits import FUTURES_ORDER_LIMITS, OrderCount
from sandbox.exchange.wire.signing import Asymmetric, Hmac

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_ALPHABET = string.ascii_letters + string.digits


class Registry:
    """Who has an account, and which keys open it."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._uids = itertools.count(354_000_001)
        self.accounts: dict[int, Account] = {}
        self.keys: dict[str, ApiKey] = {}

    def open_account(self, label: str, balances: Mapping[str, Decimal] | None = None) -> Account:
        if balances is None:
            balances = {asset: Decimal(amount) for asset, amount in DEFAULT_BALANCES.items()}
        created = int(self._now() * 1000)
        uid = next(self._uids)
        account = Account(
            uid,
            label,
            order_count=OrderCount(self._now),
            futures_order_count=OrderCount(self._now, FUTURES_ORDER_LIMITS),
            created=created,
            updated=created,
        )
        account.balances = {asset: Balance(free=amount) for asset, amount in balances.items()}
        self.accounts[uid] = account
        return account

    def add_key(
        self, account: Account, permissions: Mapping[str, bool], public_key: str | None
    ) -> tuple[ApiKey, str | None]:
        """Give an account a key: the public half of the owner's pair, or one with a new secret."""
        secret = None if public_key else random_text(64)
        key = ApiKey(
            api_key=random_text(64),
            account=account,
            verifier=Asymmetric(public_key) if public_key else Hmac(secret or ""),
            created=int(self._now() * 1000),
            permissions=DEFAULT_PERMISSIONS | dict(permissions),
        )
        self.keys[key.api_key] = key
        return key, secret

    def clear(self) -> None:
        self.accounts.clear()
        self.keys.clear()


def random_text(length: int) -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))
