"""Random play with all wallets of two people: nothing appears, vanishes or becomes negative."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.exchange.catalogue import REST
from sandbox.exchange.core import Core
from sandbox.exchange.money.wallets import HOLDINGS
from sandbox.exchange.operations.table import Call
from sandbox.exchange.sapi.margin.accounts import Margins
from sandbox.exchange.sapi.wallet.deposits import Deposits
from sandbox.exchange.wire.errors import ApiError
from sandbox.exchange.wire.params import Params

if TYPE_CHECKING:
    from sandbox.exchange.trading.accounts import Account, ApiKey

USDT = {"asset": "USDT"}
MOVES: dict[str, tuple[str, dict[str, str]]] = {
    **{
        way: ("POST /sapi/v1/asset/transfer", USDT | {"type": way})
        for way in (
            "MAIN_FUNDING",
            "FUNDING_MAIN",
            "MAIN_MARGIN",
            "MARGIN_MAIN",
            "FUNDING_MARGIN",
            "MAIN_UMFUTURE",
            "UMFUTURE_FUNDING",
        )
    },
    **{
        type_: (
            "POST /sapi/v1/margin/borrow-repay",
            USDT | {"type": type_, "isIsolated": "FALSE"},
        )
        for type_ in ("BORROW", "REPAY")
    },
    **{
        f"earn {act}": (f"POST /sapi/v1/simple-earn/flexible/{act}", {"productId": "USDT001"})
        for act in ("subscribe", "redeem")
    },
    "withdraw": ("POST /sapi/v1/capital/withdraw/apply", {"coin": "USDT", "network": "TRX"}),
}

played = st.lists(
    st.tuples(st.sampled_from(sorted(MOVES)), st.integers(1, 9_000), st.integers(0, 1)),
    min_size=1,
    max_size=40,
)


@given(played)
@settings(max_examples=25, deadline=None)
def test_money_is_conserved_over_all_wallets(moves: list[tuple[str, int, int]]) -> None:
    core = Core(seed=1, speed=1.0, replay=None, now=lambda: 1_795_176_000.0)
    people = [core.registry.open_account(label, {"USDT": Decimal(9_000)}) for label in "ab"]
    keys = [core.registry.add_key(each, {}, None)[0] for each in people]
    addresses = [_address(core, key) for key in keys]

    for name, amount, who in moves:
        endpoint, params = MOVES[name]
        sent = params | {"amount": str(amount)}
        if name == "withdraw":
            sent |= {"address": addresses[1 - who]}
        with suppress(ApiError):  # refused: not enough of it
            _ask(core, keys[who], endpoint, sent)

    total = sum((_held(core, each) + _interest(each) for each in people), start=Decimal(0))
    assert total == 18_000
    received = sum(len(each.part(Deposits).records) for each in people)
    withdrawals = (_ask(core, key, "GET /sapi/v1/capital/withdraw/history", {}) for key in keys)
    assert sum(map(len, withdrawals)) == received


def _ask(core: Core, key: ApiKey, endpoint: str, params: dict[str, str]) -> Any:
    return REST[endpoint].run(Call(core, Params(params.items()), key))


def _address(core: Core, key: ApiKey) -> str:
    asked = {"coin": "USDT", "network": "TRX"}
    address: str = _ask(core, key, "GET /sapi/v1/capital/deposit/address", asked)["address"]
    return address


def _held(core: Core, account: Account) -> Decimal:
    """Return the dollars in all wallets less what is owed; in none are there less than none."""
    total = Decimal(0)
    for look in HOLDINGS.values():
        balance = look(core, account).get("USDT")
        if balance is not None:
            assert balance.locked >= 0
            total += balance.free + balance.locked
    margin = account.part(Margins).cross
    assert account.balance("USDT").free >= 0
    assert margin is None or margin.seat.balance("USDT").free >= 0
    return total


def _interest(account: Account) -> Decimal:
    margin = account.part(Margins).cross
    charged = margin.interest if margin else []
    return sum((each.amount for each in charged), start=Decimal(0))
