"""Everybody is there and has something that is nobody else's business."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import cast as taken_as

from pyotp import TOTP

from authority import updates
from authority.people import ADMIN, ALICE, BLOCKED, BOB, CAROL, DAVE, FAY, NAMES, OWNER, WAITING
from authority.rules import CODE, SECOND_FACTOR
from authority.stage import ENVIRONMENT, Stage
from binance import HmacKey
from binance.errors import Rejected
from binance.models.order_terms import OrderType, Side, TimeInForce
from binance.private import spot
from binance.private.asset import UniversalTransfer
from binance.private.futures import NewAlgoOrder
from bot.step_up import Purpose

MARKS = ("Alices", "313,370", "313370", "45,678", "45678", "4,242.4", "4242.4")
"""What only Alice may read: her accounts, her alert, her order, what she owns."""


@dataclass
class Cast:
    """The stage with everybody on it, and the names of what rules speak about."""

    stage: Stage
    things: dict[str, str] = field(default_factory=dict)
    tickets: list[str] = field(default_factory=list)
    """The names of those that are open."""
    over: list[str] = field(default_factory=list)
    """The ids of Alice's that were used, withdrawn, or have expired."""
    secret: str = ""
    """Of the authenticator that was taken last."""

    async def says(self, text: str, who: int = OWNER) -> None:
        await self.stage.happens(updates.words(text, who))

    async def taps(self, data: str, who: int = OWNER) -> None:
        await self.stage.happens(updates.tap(self.named(data), who))

    async def does(self, deed: str, who: int = OWNER) -> None:
        """Words and taps as rules write them."""
        if deed == SECOND_FACTOR:
            await self._takes_an_authenticator(who)
            return
        if deed.startswith(CODE):
            await self._gives_a_code(who, taken_as("Purpose", deed.removeprefix(CODE)))
            return
        await (self.says(deed, who) if deed.startswith("/") else self.taps(deed, who))

    async def _takes_an_authenticator(self, who: int) -> None:
        services = self.stage.services
        self.secret = await services.authenticators.begin(who)
        await services.step_up.give(who, who, TOTP(self.secret).now())

    async def _gives_a_code(self, who: int, purpose: Purpose) -> None:
        step_up = self.stage.services.step_up
        await step_up.ask(who, who, None, purpose)
        following = TOTP(self.secret).at(datetime.now(UTC), counter_offset=1)
        await step_up.give(who, who, following)

    def named(self, words: str) -> str:
        for name, value in self.things.items():
            words = words.replace(f"<{name}>", value)
        return words

    def shown(self, prefix: str) -> str:
        """The ticket behind the button that was shown just now."""
        for told in reversed(self.stage.telegram.told):
            for data in told.buttons:
                if data.startswith(prefix):
                    return data.removeprefix(prefix)
        raise AssertionError(f"no button {prefix} in {self.stage.telegram.told}")

    async def renew(self) -> None:
        """Put another order in the book in place of the one that may be gone from there."""
        accounts = self.stage.services.accounts
        alices = (await accounts.by_key(OWNER, int(self.things["Alices-first"]))).account
        with suppress(Rejected):
            old = int(self.things["order"])
            await alices.send(spot.CancelOrder(symbol="BTCUSDT", order_id=old))
        placed = await alices.send(
            spot.NewOrder(
                symbol="BTCUSDT", side=Side.BUY, type=OrderType.LIMIT,
                time_in_force=TimeInForce.GTC, quantity=Decimal("0.001"), price=Decimal(45678),
            )
        )  # fmt: skip
        self.things["order"] = str(placed.order_id)


async def play(stage: Stage) -> Cast:
    """Let everybody come, connect accounts, and be asked every kind of question."""
    cast = Cast(stage)
    stage.database.keep()
    await _people(stage)
    for who, label in (ALICE, "Alices first"), (ALICE, "Alices second"), (BOB, "Bobs"):
        await _account(cast, who, label)
    for who, label in (CAROL, "Carols"), (DAVE, "Daves"):
        await _account(cast, who, label)
    await _possessions(cast)
    await _questions(cast)
    stage.database.execute("UPDATE tickets SET expires_at = expires_at + expires_at / 5")
    _over(cast)
    stage.database.keep()
    return cast


async def _people(stage: Stage) -> None:
    async with stage.services.storage.begin() as unit:
        for who in (ALICE, BOB, CAROL, DAVE, FAY):
            await unit.users.meet(who, name=NAMES[who], language="en", active=who != WAITING)
        await unit.users.set_status(BLOCKED, "blocked")


async def _account(cast: Cast, who: int, label: str) -> None:
    funds = {"USDT": "5242.4242" if who == ALICE else "50000", "BTC": "1"}
    wanted = {"label": label, "balances": funds, "permissions": {"enableFutures": True}}
    made = await cast.stage.exchange.control("accounts", wanted)
    cast.stage.exchange.owners[made["api_key"]] = who
    cast.stage.database.uids[made["uid"]] = who
    async with cast.stage.services.storage.begin() as unit:
        key = await unit.keys.add(
            who, ENVIRONMENT, "hmac", made["api_key"], made["secret"], account_uid=made["uid"],
            can_trade=True, ip_restricted=True, called=label,
        )  # fmt: skip
    cast.things[label.replace(" ", "-")] = str(key.id)
    if label == "Alices first":
        await _funded(cast.stage, made["uid"])


async def _funded(stage: Stage, uid: int) -> None:
    """Move what positions take to where they take it from; and a stop without its position."""
    rights = {"enableFutures": True, "permitsUniversalTransfer": True}
    made = await stage.exchange.control("accounts", {"uid": uid, "permissions": rights})
    account = stage.services.binance.account(HmacKey(made["api_key"], made["secret"]))
    await account.send(UniversalTransfer(type="MAIN_UMFUTURE", asset="USDT", amount=Decimal(1000)))
    stop = {"symbol": "ETHUSDT", "side": "SELL", "type": "STOP_MARKET", "close_position": True}
    await account.send(NewAlgoOrder.model_validate(stop | {"trigger_price": 100}))


async def _possessions(cast: Cast) -> None:
    """An order that waits in the book, a position, and an alert."""
    await cast.says("/buy BTCUSDT 0.001 @ 45678")
    await cast.taps("t:" + cast.shown("t:"))
    rows = cast.stage.database.execute("SELECT order_id FROM order_intents")
    cast.things["order"] = str(rows[0][0])
    await cast.says("/long BTCUSDT 0.01 x2")
    await cast.taps("t:" + cast.shown("t:"))
    await cast.says("/alert BTCUSDT > 313370")
    cast.things["alert"] = str(cast.stage.database.execute("SELECT id FROM alerts")[0][0])


async def _questions(cast: Cast) -> None:
    """Every kind of ticket, open."""
    asked = [
        ("buy", OWNER, "/buy BTCUSDT $100", "t:"),
        ("leverage", OWNER, "/leverage BTCUSDT 3", "t:"),
        ("forget", OWNER, "/delkey", "k:"),
        ("all orders", OWNER, "os:-:-:-:all:0:c", "ca:"),
        ("twin", OWNER, "/alert BTCUSDT > 313370", "again:"),
        ("tighter", OWNER, "/guards order 50", "gset:"),
        ("tight", OWNER, "/guards order 500000", "gset:"),
        ("stop", OWNER, "/panic", "panic:"),
        ("go on", OWNER, "/resume", "panic:"),
        ("stop all", ADMIN, "/panic all", "panic:"),
        ("block", ADMIN, f"user:{BOB}:block", "udo:"),
        ("reset", ADMIN, f"user:{FAY}:reset", "udo:"),
        ("admit", ADMIN, f"user:{FAY}:approve", "udo:"),
    ]
    await cast.does(SECOND_FACTOR, FAY)
    for name, who, deed, prefix in asked:
        await cast.does(deed, who)
        cast.things[name] = cast.shown(prefix)
        cast.tickets.append(name)
    await cast.taps("gset:<tight>")
    cast.tickets.remove("tight")
    await cast.says("/guards order none")
    await cast.taps("gset:" + cast.shown("gset:"))
    await cast.says("/guards")
    cast.things["raise"] = cast.shown("keep:")
    cast.things |= {"alice": str(ALICE), "bob": str(BOB), "carol": str(CAROL), "fay": str(FAY)}


def _over(cast: Cast) -> None:
    """Twins of all that Alice was asked, which are over in every way there is."""
    database = cast.stage.database
    columns = [row[1] for row in database.execute("PRAGMA table_info(tickets)")]
    for end, change in enumerate(("state = 'used'", "state = 'cancelled'", "expires_at = 1")):
        (column, _, value) = change.partition(" = ")
        taken = {"id": f"substr(id, 2) || {end}", column: value}
        picked = ", ".join(taken.get(name, name) for name in columns)
        database.execute(
            f"INSERT INTO tickets SELECT {picked} FROM tickets "
            "WHERE user_id = ? AND state = 'open' AND expires_at > 1",
            OWNER,
        )
    rows = database.execute(
        "SELECT id FROM tickets WHERE user_id = ? AND (state != 'open' OR expires_at = 1)", OWNER
    )
    cast.over += [row[0] for row in rows]
    cast.things["late"] = cast.things["buy"][1:] + "2"  # the one that expired
