"""The networks that coins come and go by, and the addresses that accounts have on them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox.exchange.trading.accounts import Account

_HEXADECIMAL = "0123456789abcdef"
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BECH32 = "023456789acdefghjklmnpqrstuvwxyz"


@dataclass(frozen=True)
class Network:
    """A chain, and what an address on it looks like."""

    code: str
    name: str
    prefix: str
    letters: str
    length: int  # after the prefix
    confirmations: int
    unlock: int  # confirmations after which a deposit may be withdrawn again
    minutes: int  # until a withdrawal arrives
    explorer: str
    memo: bool = False

    @property
    def address_regex(self) -> str:
        return f"^{self.prefix}[{self.letters}]{{{self.length}}}$"

    @property
    def memo_regex(self) -> str:
        return "^[0-9]{1,10}$" if self.memo else ""

    def address(self, account: Account, coin: str = "") -> str:
        """Return an account's address, the same for ever; a second coin may have one of its own."""
        seed = f"{account.uid}:{self.code}:{coin}".encode()
        draw = hashlib.blake2b(seed, digest_size=64).digest()
        return self.prefix + "".join(
            self.letters[each % len(self.letters)] for each in draw[: self.length]
        )

    def memo_of(self, account: Account) -> str:
        return str(account.uid % 10**9) if self.memo else ""


NETWORKS = {
    each.code: each
    for each in (
        Network("BTC", "Bitcoin", "bc1q", _BECH32, 38, 1, 2, 30, "https://btc.com/"),
        Network(
            "ETH",
            "Ethereum (ERC20)",
            "0x",
            _HEXADECIMAL,
            40,
            6,
            64,
            4,
            "https://etherscan.io/address/",
        ),
        Network(
            "BSC",
            "BNB Smart Chain (BEP20)",
            "0x",
            _HEXADECIMAL,
            40,
            5,
            0,
            1,
            "https://bscscan.com/address/",
        ),
        Network(
            "TRX",
            "Tron (TRC20)",
            "T",
            _BASE58,
            33,
            1,
            0,
            1,
            "https://tronscan.org/#/address/",
        ),
        Network("SOL", "Solana", "", _BASE58, 44, 1, 0, 1, "https://solscan.io/account/"),
        Network(
            "XRP",
            "Ripple",
            "r",
            _BASE58,
            33,
            1,
            0,
            1,
            "https://bithomp.com/explorer/",
            memo=True,
        ),
        Network(
            "ADA", "Cardano", "addr1", _BECH32, 53, 30, 0, 5, "https://cardanoscan.io/address/"
        ),
        Network("DOGE", "dogecoin", "D", _BASE58, 33, 50, 0, 60, "https://dogechain.info/address/"),
        Network("LTC", "Litecoin", "ltc1q", _BECH32, 38, 3, 4, 20, "https://ltc.bitaps.com/"),
    )
}
