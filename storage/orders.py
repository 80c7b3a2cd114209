"""Orders as intents: written down before they are sent, so that none is sent twice or forgotten.

An order here is whatever moves something: a list of orders, a change of one, a conditional one.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, Literal, TypedDict, Unpack

from sqlalchemy import ColumnElement, ForeignKey, Index, Text, func, select, true, update
from sqlalchemy.orm import Mapped, aliased, mapped_column

from storage.fills import Market
from storage.repository import Repository, insert
from storage.tables import STRICT, Table, one_of

OrderState = Literal["PLANNED", "SENDING", "UNKNOWN", "ACCEPTED", "REJECTED", "NOT_SENT", "ABSENT"]

# Where an intent may come from. Staying put adds what became known: signed anew because it never
# left, a later deadline, another status. ABSENT may still become ACCEPTED: a late fill. What waited
# for its turn and certainly never left waits again, if it is to be tried once more.
BEFORE: dict[OrderState, frozenset[OrderState]] = {
    "PLANNED": frozenset({"SENDING"}),
    "SENDING": frozenset({"PLANNED", "SENDING"}),
    "UNKNOWN": frozenset({"SENDING", "UNKNOWN"}),
    "ACCEPTED": frozenset({"SENDING", "UNKNOWN", "ABSENT", "ACCEPTED"}),
    "REJECTED": frozenset({"SENDING", "UNKNOWN"}),
    "NOT_SENT": frozenset({"PLANNED", "SENDING"}),
    "ABSENT": frozenset({"SENDING", "UNKNOWN"}),
}

# Binance's order status as a way forward: news that come late do not undo what is known.
PARTLY = "PARTIALLY_FILLED"
FINAL = ("FILLED", "CANCELED", "REJECTED", "EXPIRED", "EXPIRED_IN_MATCH")

SETTINGS = ("usdm leverage", "usdm margin type")  # kinds of deeds of which no order comes


class OrderIntent(Table):
    """One confirmed order; `payload` is exactly what was or will be asked of Binance.

    A ticket may stand for several: those after the first are PLANNED until that is in place.
    """

    __tablename__ = "order_intents"
    __table_args__ = (
        one_of("state", OrderState),
        one_of("market", Market),
        Index("uq_order_intents_ticket_id_part", "ticket_id", "part", unique=True),
        Index("ix_order_intents_environment_state", "environment", "state"),
        Index("ix_order_intents_user_id_created_at", "user_id", "created_at"),
        STRICT,
    )

    client_order_id: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    chat_id: Mapped[int]
    message_id: Mapped[int | None]
    key_id: Mapped[int]
    environment: Mapped[str]
    ticket_id: Mapped[str]
    part: Mapped[int]
    kind: Mapped[str]
    market: Mapped[Market] = mapped_column(Text)
    symbol: Mapped[str]
    payload: Mapped[dict[str, Any]]
    recv_window: Mapped[int]
    state: Mapped[OrderState] = mapped_column(Text)
    signed_at: Mapped[datetime]
    deadline_at: Mapped[datetime | None]
    order_id: Mapped[int | None]
    status: Mapped[str | None]
    result: Mapped[dict[str, Any] | None]
    reason: Mapped[str | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    watch_until: Mapped[datetime | None]


class Outcome(TypedDict, total=False):
    """What may become known of an order as it moves."""

    message_id: int | None
    payload: dict[str, Any]
    signed_at: datetime
    deadline_at: datetime | None
    order_id: int | None
    status: str | None
    result: dict[str, Any] | None
    reason: str | None
    watch_until: datetime | None


class Orders(Repository):
    async def intend(
        self,
        *,
        client_order_id: str,
        user_id: int,
        chat_id: int,
        key_id: int,
        environment: str,
        ticket_id: str,
        symbol: str,
        payload: dict[str, Any],
        recv_window: int,
        signed_at: datetime,
        kind: str = "order",
        market: Market = "spot",
        part: int = 0,
        message_id: int | None = None,
        deadline_at: datetime | None = None,
    ) -> OrderIntent:
        """Write the order down: SENDING, or PLANNED as a later part of what a ticket stands for.

        A part of a ticket carries one intent, a second one raises.
        """
        now = self._now()
        values = {
            "client_order_id": client_order_id,
            "user_id": user_id,
            "chat_id": chat_id,
            "message_id": message_id,
            "key_id": key_id,
            "environment": environment,
            "ticket_id": ticket_id,
            "part": part,
            "kind": kind,
            "market": market,
            "symbol": symbol,
            "payload": payload,
            "recv_window": recv_window,
            "state": "PLANNED" if part else "SENDING",
            "signed_at": signed_at,
            "deadline_at": deadline_at,
            "created_at": now,
            "updated_at": now,
        }
        return await self._the(_INTEND, **values)

    async def get(self, client_order_id: str) -> OrderIntent | None:
        """By the id we chose, which only Binance and the order's owner ever see."""
        return await self._one(
            select(OrderIntent).where(OrderIntent.client_order_id == client_order_id)
        )

    async def move(
        self,
        client_order_id: str,
        from_states: Iterable[OrderState],
        to: OrderState,
        **outcome: Unpack[Outcome],
    ) -> OrderIntent | None:
        """Compare and set, forward only; None when the intent was elsewhere or knows better."""
        there = (OrderIntent.client_order_id == client_order_id) & OrderIntent.state.in_(
            BEFORE[to].intersection(from_states)
        )
        statement = (
            update(OrderIntent)
            .where(there, _news(outcome.get("status")))
            .values(state=to, updated_at=self._now(), **outcome)
        )
        return await self._one(statement.returning(OrderIntent))

    async def unresolved(self, environment: str) -> list[OrderIntent]:
        """Those of which nobody knows yet whether Binance has them, oldest first."""
        open_ = OrderIntent.state.in_(("SENDING", "UNKNOWN"))
        chosen = select(OrderIntent).where(OrderIntent.environment == environment, open_)
        return await self._all(chosen.order_by(OrderIntent.signed_at))

    async def doubted(self, user_id: int, environment: str, symbol: str) -> list[OrderIntent]:
        """A person's orders in a symbol, on any market, whose outcome is not known yet."""
        there = (
            OrderIntent.user_id == user_id,
            OrderIntent.environment == environment,
            OrderIntent.symbol == symbol,
            OrderIntent.state == "UNKNOWN",
        )
        return await self._all(select(OrderIntent).where(*there).order_by(OrderIntent.signed_at))

    async def planned(self, environment: str) -> list[tuple[OrderIntent, OrderIntent]]:
        """Those that wait for the first of their ticket, each with that, oldest first."""
        first = aliased(OrderIntent)
        waiting = (OrderIntent.environment == environment) & (OrderIntent.state == "PLANNED")
        chosen = (
            select(OrderIntent, first)
            .join(first, (first.ticket_id == OrderIntent.ticket_id) & (first.part == 0))
            .where(waiting)
            .order_by(OrderIntent.created_at, OrderIntent.part)
        )
        return [(row[0], row[1]) for row in await self._session.execute(chosen)]

    async def later_parts(self, first: OrderIntent) -> list[OrderIntent]:
        """What was confirmed together with the first of a ticket, in its order."""
        others = (OrderIntent.ticket_id == first.ticket_id) & (OrderIntent.part > first.part)
        return await self._all(select(OrderIntent).where(others).order_by(OrderIntent.part))

    async def hand_over(self, user_id: int, keys: Collection[int], key_id: int) -> None:
        """Let what is still to be sent, and what it waits for, go on with another key.

        It has to open the same account, or the order that is waited for would not be found.
        """
        theirs = (OrderIntent.user_id == user_id) & OrderIntent.key_id.in_(keys)
        waiting = select(OrderIntent.ticket_id).where(theirs, OrderIntent.state == "PLANNED")
        statement = update(OrderIntent).where(theirs, OrderIntent.ticket_id.in_(waiting))
        await self._changed(statement.values(key_id=key_id, updated_at=self._now()))

    async def watched(self, environment: str, now: datetime) -> list[OrderIntent]:
        """Those reported as not executed that may yet turn up."""
        absent = (OrderIntent.state == "ABSENT") & (OrderIntent.watch_until > now)
        chosen = select(OrderIntent).where(OrderIntent.environment == environment, absent)
        return await self._all(chosen.order_by(OrderIntent.signed_at))

    async def of(self, user_id: int, limit: int) -> list[OrderIntent]:
        """List a person's orders, newest first."""
        mine = select(OrderIntent).where(OrderIntent.user_id == user_id)
        return await self._all(mine.order_by(OrderIntent.created_at.desc()).limit(limit))

    async def numbered(
        self, user_id: int, environment: str, symbol: str, order_id: int
    ) -> OrderIntent | None:
        """The single order of spot, perhaps in place of another one, that has Binance's number."""
        single = (OrderIntent.market == "spot") & OrderIntent.kind.in_(("order", "replace"))
        there = (OrderIntent.symbol == symbol) & (OrderIntent.order_id == order_id)
        mine = (OrderIntent.user_id == user_id) & (OrderIntent.environment == environment)
        return await self._one(select(OrderIntent).where(mine, single, there).limit(1))

    async def amendments(
        self, users: Collection[int], environment: str, symbol: str, order_id: int
    ) -> list[OrderIntent]:
        """What reduced an order of spot, by any of those who share its account."""
        theirs = OrderIntent.user_id.in_(users) & (OrderIntent.environment == environment)
        there = (OrderIntent.symbol == symbol) & (OrderIntent.order_id == order_id)
        done = (OrderIntent.kind == "amend") & (OrderIntent.state == "ACCEPTED")
        return await self._all(select(OrderIntent).where(theirs, there, done))

    async def overwritten(self, intent: OrderIntent) -> bool:
        """Whether another order was confirmed in the same message since."""
        there = (
            OrderIntent.user_id == intent.user_id,
            OrderIntent.chat_id == intent.chat_id,
            OrderIntent.message_id == intent.message_id,
            OrderIntent.created_at > intent.created_at,
        )
        return await self._one(select(OrderIntent).where(*there).limit(1)) is not None

    async def symbols(self, user_id: int, environment: str) -> set[str]:
        """Everything the person ever ordered on spot: where unseen fills may lie."""
        mine = (OrderIntent.user_id == user_id) & (OrderIntent.environment == environment)
        there = select(OrderIntent.symbol).where(mine, OrderIntent.market == "spot")
        return set(await self._all(there.distinct()))

    async def used(self, user_id: int, key_id: int, market: Market) -> bool:
        """Whether a person may ever have sent something with a key on a market."""
        sent = (
            OrderIntent.user_id == user_id,
            OrderIntent.key_id == key_id,
            OrderIntent.market == market,
            OrderIntent.state.not_in(_UNSENT),
            OrderIntent.kind.not_in(SETTINGS),
        )
        return await self._one(select(OrderIntent).where(*sent).limit(1)) is not None

    async def ordered(self, key_id: int, market: Market) -> dict[str, datetime]:
        """Where something was sent with a key on a market, and when first."""
        sent = (
            OrderIntent.key_id == key_id,
            OrderIntent.market == market,
            OrderIntent.state.not_in(_UNSENT),
            OrderIntent.kind.not_in(SETTINGS),
        )
        first = func.min(OrderIntent.created_at)
        rows = await self._session.execute(
            select(OrderIntent.symbol, first).where(*sent).group_by(OrderIntent.symbol)
        )
        return {row[0]: row[1] for row in rows}


def _news(status: str | None) -> ColumnElement[bool]:
    """Whether the status is at least as far along as the one already known."""
    if status is None:
        return true()
    further = FINAL if status in (PARTLY, *FINAL) else (PARTLY, *FINAL)
    known = OrderIntent.status
    return known.is_(None) | known.not_in(further) | (known == status)


_UNSENT: tuple[OrderState, ...] = ("PLANNED", "REJECTED", "NOT_SENT")
_INTEND = insert(OrderIntent).returning(OrderIntent)
