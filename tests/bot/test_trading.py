"""What a tap does, whatever has changed since the question: with the storage as it is."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from order_world.book import Order, cancelled, dumped, shown
from sqlalchemy import select

from binance.models.futures.terms import PositionSide
from binance.private import futures, spot
from binance.private.spot import CancelReplace, NewOrder, QueryOrder
from bot.asked import Asked
from bot.care import SETTINGS, Care, care_of
from bot.deeds import deed_of
from bot.door import Door
from bot.intents import Intents
from bot.leftovers import CancelUsdLeftover
from bot.posting import Posting
from bot.refusals import Refused
from bot.tickets import Tap
from bot.trading import Tapped, Trading
from storage import Message, OrderIntent, Storage, Unit

ALICE, BOB = 1001, 1002
CHAT, MESSAGE = 55, 7
BUY = {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET"}
Happening = Callable[[], Awaitable[object]]


class World:
    """All that trading asks; what is in `during` happens once, in the middle of that."""

    def __init__(self) -> None:
        self.price, self.worth = Decimal(100), Decimal(30)
        self.dry, self.objection = False, ""
        self.sent: list[Any] = []
        self.weighed: list[Any] = []
        self.noted: list[Any] = []
        self.seen_when_noted: list[Any] = []
        self.cleared: list[Any] = []
        self.harmless: list[bool] = []
        self.prepared: list[Any] = []
        self.priced: list[Any] = []
        self.old = Order(
            3, "old", "spot", "BTCUSDT", "BUY", "LIMIT", Decimal("1.00"), Decimal(90), None, 0.0
        )
        self.old.becomes(0.0, "PARTIALLY_FILLED", Decimal("0.25"))
        self.held = Decimal(0)
        self.keys: dict[int, Any] = {}
        self.recv_window = 4321
        self.during: dict[str, Happening] = {}
        self.in_doubt = False

    async def happens(self, moment: str) -> None:
        if happening := self.during.pop(moment, None):
            await happening()

    async def of(self, user_id: int) -> Any:
        return SimpleNamespace(account=self, key=self.keys[user_id])

    async def send(self, request: Any, *, priority: Any = None) -> Any:
        del priority
        self.sent.append(request)
        if isinstance(request, spot.TestOrder):
            await self.happens("test")
            return request.read(b"{}")
        if isinstance(request, futures.TestOrder):
            return None  # nobody reads what it would have looked like
        await self.happens("send")
        if isinstance(request, futures.PositionInformation):
            return [SimpleNamespace(symbol="BTCUSDT", position_side=PositionSide.BOTH,
                                    position_amt=self.held)]  # fmt: skip
        if isinstance(request, CancelUsdLeftover):
            return None
        if isinstance(request, QueryOrder):
            return request.read(dumped(shown(self.old, 1.0)))
        answer = shown(_filled(request), 1.0)
        if isinstance(request, CancelReplace):
            results = {"cancelResult": "SUCCESS", "newOrderResult": "SUCCESS"}
            answer = results | {"cancelResponse": cancelled(self.old), "newOrderResponse": answer}
        return request.read(dumped(answer))

    async def allow(self, *_: Any) -> None:
        return

    async def weigh(
        self, user_id: int, key_id: int, request: Any, *, leverage: int | None = None
    ) -> Decimal:
        if self.objection:
            raise Refused(self.objection)
        self.weighed.append((user_id, key_id, request, leverage))
        return self.worth * (getattr(request, "quantity", None) or 0)

    async def note(self, unit: Any, user_id: int, *noted: Any) -> None:
        self.noted.append((user_id, *noted))
        self.seen_when_noted = await unit.orders.of(user_id, 9)
        await self.happens("note")

    async def release(self, *_: Any) -> None:
        return

    async def clear(self, connected: Any, total: Decimal, care: Care, *, harmless: bool) -> None:
        assert care.dry == self.dry
        self.harmless.append(harmless)
        self.cleared.append((connected.key.user_id, total))
        await self.happens("clear")

    async def prepare(self, connected: Any, symbol: str, leverage: int) -> bool:
        self.prepared.append((connected.key.user_id, symbol, leverage))
        await self.happens("prepare")
        return not self.in_doubt

    async def price_of(self, market: str, symbol: str) -> Decimal:
        self.priced.append((market, symbol))
        await self.happens("price")
        return self.price

    async def care(self, unit: Unit, user_id: int) -> Care:
        standing = await unit.guards.standing(user_id, "sandbox", SETTINGS)
        return care_of(standing.settings, dry=self.dry and user_id in self.keys)

    def nudge(self) -> None:
        return


def _filled(request: Any) -> Order:
    shape: Any = "usdm" if isinstance(request, futures.NewOrder) else "spot"
    order = Order(
        4, request.new_client_order_id, shape, request.symbol, "BUY", "MARKET", request.quantity,
        Decimal(0), None, 0.0,
    )  # fmt: skip
    order.becomes(0.0, "FILLED", Decimal(1))
    return order


@pytest.fixture
async def world(storage: Storage) -> World:
    """Alice and Bob each have an account."""
    world = World()
    for user_id in (ALICE, BOB):
        world.keys[user_id] = await _connect(storage, user_id, user_id)
    return world


async def _connect(storage: Storage, user_id: int, account_uid: int) -> Any:
    async with storage.begin() as unit:
        return await unit.keys.add(
            user_id, "sandbox", "hmac", "key", "secret", account_uid=account_uid, can_trade=True,
            ip_restricted=True, called=f"Account {account_uid}",
        )  # fmt: skip


@pytest.fixture
def intents(storage: Storage, world: Any, clock: Any) -> Intents:
    return Intents(storage, world, world, now=clock)


@pytest.fixture
def trading(storage: Storage, world: Any, intents: Intents, clock: Any) -> Trading:
    return Trading(
        storage, world, intents, world, Posting(Door(world), intents), world.care,
        price_of=world.price_of, clear=world.clear, prepare=world.prepare,
        environment="sandbox", now=clock,
    )  # fmt: skip


@pytest.fixture
def key_id(world: World) -> int:
    return int(world.keys[ALICE].id)


def order(quantity: str = "2") -> NewOrder:
    return NewOrder.model_validate(BUY | {"quantity": quantity})


def replacement() -> CancelReplace:
    instead = {"cancel_replace_mode": "STOP_ON_FAILURE", "cancel_order_id": 3, "quantity": "0.75"}
    return CancelReplace.model_validate(BUY | instead)


def contract() -> futures.NewOrder:
    return futures.NewOrder.model_validate(BUY | {"quantity": "3"})


def leftover() -> CancelUsdLeftover:
    """The stop of a long position."""
    return CancelUsdLeftover(
        algo_id=9, symbol="BTCUSDT", side="SELL", order_type="STOP_MARKET", position_side="BOTH",
        trigger_price=Decimal(90),
    )  # fmt: skip


class Asking:
    """A question under a message, and taps on it."""

    def __init__(self, trading: Trading, asked: Asked) -> None:
        self.trading, self.asked = trading, asked
        self.ticket_id = ""

    async def begin(self) -> "Asking":
        ticket = await self.trading.ask(ALICE, CHAT, self.asked)
        self.ticket_id = ticket.id
        return self

    async def tapped(self, update: int = 1, user_id: int = ALICE, chat_id: int = CHAT) -> Tapped:
        return await self.trading.place(self.tap(update, user_id, chat_id))

    async def withdrawn(self, user_id: int = ALICE, chat_id: int = CHAT) -> bool:
        return await self.trading.withdraw(self.tap(99, user_id, chat_id))

    def tap(self, update: int, user_id: int = ALICE, chat_id: int = CHAT) -> Tap:
        return Tap(update, user_id, chat_id, MESSAGE, self.ticket_id)


Ask = Callable[..., Awaitable[Asking]]


@pytest.fixture
def ask(trading: Trading, key_id: int) -> Ask:
    async def begin(*requests: Any, **more: Any) -> Asking:
        deeds = tuple(deed_of(request) for request in requests or (order(),))
        return await Asking(trading, Asked(deeds, key_id, **more)).begin()

    return begin


async def written(storage: Storage) -> list[OrderIntent]:
    async with storage.read() as unit:
        return sorted(await unit.orders.of(ALICE, 9), key=lambda one: one.part)


async def test_the_very_order_that_was_shown_is_sent_and_written_down(
    storage: Storage, world: World, ask: Ask, key_id: int, clock: Any
) -> None:
    shown_order = order()
    question = await ask(shown_order)
    clock.passes(5)

    assert await question.tapped() is Tapped.SENT

    assert world.sent == [shown_order]
    (intent,) = await written(storage)
    assert intent.client_order_id == shown_order.new_client_order_id
    assert (intent.user_id, intent.chat_id, intent.message_id) == (ALICE, CHAT, MESSAGE)
    assert (intent.key_id, intent.environment, intent.recv_window) == (key_id, "sandbox", 4321)
    assert (intent.ticket_id, intent.part) == (question.ticket_id, 0)
    assert (intent.kind, intent.market, intent.symbol) == ("order", "spot", "BTCUSDT")
    assert intent.payload == deed_of(shown_order).payload
    assert (intent.state, intent.signed_at) == ("ACCEPTED", clock())


async def test_a_confirmed_order_stands_in_the_audit_and_what_became_of_it(
    storage: Storage, ask: Ask
) -> None:
    shown_order = order("200.50000000")

    await (await ask(shown_order)).tapped()

    async with storage.read() as unit:
        newest, before = await unit.audit.of(ALICE, 2)
    assert (newest.user_id, before.user_id) == (ALICE, ALICE)
    assert (before.action, newest.action) == ("order.confirmed", "order.accepted")
    assert newest.detail == before.detail
    assert before.detail == {
        "id": shown_order.new_client_order_id,
        "market": "spot", "symbol": "BTCUSDT", "side": "BUY", "qty": "200.5",
    }  # fmt: skip


async def test_the_guards_are_asked_when_it_is_shown_and_again_when_it_is_sent(
    world: World, ask: Ask, key_id: int, clock: Any
) -> None:
    shown_order = order()
    question = await ask(shown_order)
    assert world.weighed == [(ALICE, key_id, shown_order, None)]

    await question.tapped()

    assert world.weighed == [(ALICE, key_id, shown_order, None)] * 2
    assert world.cleared == [(ALICE, Decimal(60))]
    assert world.noted == [(ALICE, shown_order, Decimal(60), clock())]


async def test_an_order_is_counted_in_the_transaction_that_writes_it(
    storage: Storage, world: World, ask: Ask
) -> None:
    question = await ask()
    world.during["note"] = lambda: _raising(Refused("No room to count it."))

    with pytest.raises(Refused, match="No room"):
        await question.tapped(1)
    assert await written(storage) == []
    assert await question.tapped(2) is Tapped.SENT

    assert len(world.seen_when_noted) == 1


async def _raising(error: Exception) -> None:
    raise error


async def test_what_the_guards_object_to_is_not_even_asked(world: World, ask: Ask) -> None:
    world.objection = "Too much."

    with pytest.raises(Refused, match="Too much"):
        await ask()


async def test_what_a_ticket_stands_for_can_be_looked_up(ask: Ask, trading: Trading) -> None:
    shown_order = order()
    question = await ask(shown_order, price=Decimal(100), words="buy 2 btc")

    asked = await trading.asked(question.ticket_id)

    assert asked is not None
    assert asked.first.request == shown_order
    assert (asked.price, asked.words) == (Decimal(100), "buy 2 btc")
    assert await trading.asked("no such ticket") is None


@pytest.mark.parametrize(
    ("seconds", "who", "where", "tapped", "again"),
    [
        (60, ALICE, CHAT, False, True),
        (59, ALICE, CHAT, False, False),
        (60, BOB, CHAT, False, False),
        (60, ALICE, CHAT + 1, False, False),
        (60, ALICE, CHAT, True, False),
    ],
    ids=["in vain", "still open", "another person", "another chat", "sent"],
)
async def test_only_what_was_asked_in_vain_can_be_asked_again_by_its_owner(
    trading: Trading, ask: Ask, clock: Any, seconds: float, who: int, where: int, tapped: bool,
    again: bool,
) -> None:  # fmt: skip
    question = await ask(words="buy 2 btc")
    if tapped:
        await question.tapped()
    clock.passes(seconds)

    asked = await trading.lapsed(Tap(9, who, where, 7, question.ticket_id))

    assert (asked is not None and asked.words == "buy 2 btc") is again


@pytest.mark.parametrize(("seconds", "outcome"), [(59, Tapped.SENT), (60, Tapped.STALE)])
async def test_a_question_is_good_for_a_minute(
    ask: Ask, clock: Any, seconds: float, outcome: Tapped
) -> None:
    question = await ask()

    clock.passes(seconds)

    assert await question.tapped() is outcome


async def test_the_minute_may_end_while_the_guards_are_asked(
    storage: Storage, world: World, ask: Ask, clock: Any
) -> None:
    question = await ask()

    async def time_passes() -> None:
        clock.passes(60)

    world.during["clear"] = time_passes

    assert await question.tapped() is Tapped.STALE
    assert world.sent == []
    assert await written(storage) == []


@pytest.mark.parametrize(("user_id", "chat_id"), [(BOB, CHAT), (ALICE, CHAT + 1)])
async def test_a_question_is_for_one_person_in_one_chat(
    world: World, ask: Ask, user_id: int, chat_id: int
) -> None:
    question = await ask()

    assert await question.tapped(1, user_id, chat_id) is Tapped.STALE
    assert not await question.withdrawn(user_id, chat_id)
    assert world.sent == []

    assert await question.tapped(2) is Tapped.SENT


async def test_a_tap_on_a_question_of_another_kind_orders_nothing(
    storage: Storage, trading: Trading, ask: Ask, clock: Any
) -> None:
    question = await ask()
    async with storage.begin() as unit:
        soon = clock() + timedelta(seconds=60)
        other = await unit.tickets.issue(ALICE, CHAT, "panic", question.asked.as_payload(), soon)

    question.ticket_id = other.id

    assert await question.tapped() is Tapped.STALE
    assert await trading.asked(other.id) is None


async def test_after_another_account_was_chosen_the_question_is_void_until_its_own_is_again(
    storage: Storage, world: World, ask: Ask, clock: Any
) -> None:
    question = await ask()
    first, world.keys[ALICE] = world.keys[ALICE], await _connect(storage, ALICE, 77)

    assert await question.tapped(1) is Tapped.ELSEWHERE
    assert await question.tapped(2, user_id=BOB) is Tapped.STALE
    assert world.sent == []
    world.keys[ALICE] = first
    assert await question.tapped(3) is Tapped.SENT
    clock.passes(60)
    world.keys[ALICE] = await _connect(storage, ALICE, 78)
    assert await question.tapped(4) is Tapped.STALE


async def test_a_question_of_a_key_that_was_renewed_is_not_said_to_be_of_another_account(
    storage: Storage, world: World, ask: Ask
) -> None:
    question = await ask()
    first, world.keys[ALICE] = world.keys[ALICE], await _connect(storage, ALICE, 77)
    async with storage.begin() as unit:
        await unit.keys.remove(ALICE, first.id)

    assert await question.tapped() is Tapped.STALE


async def test_a_question_is_answered_once(world: World, ask: Ask) -> None:
    question = await ask()

    assert [await question.tapped(n) for n in (1, 1, 2)] == [
        Tapped.SENT,
        Tapped.REPLAYED,
        Tapped.STALE,
    ]
    assert not await question.withdrawn()
    assert len(world.sent) == 1


async def test_what_was_withdrawn_is_not_sent(world: World, ask: Ask) -> None:
    question = await ask()

    assert await question.withdrawn()

    assert await question.tapped() is Tapped.STALE
    assert not await question.withdrawn()
    assert world.sent == []


async def test_it_may_be_withdrawn_while_the_guards_are_asked(
    storage: Storage, world: World, ask: Ask
) -> None:
    question = await ask()
    world.during["clear"] = question.withdrawn

    assert await question.tapped() is Tapped.STALE
    assert world.sent == []
    assert await written(storage) == []


@pytest.mark.parametrize(
    ("second", "outcome"), [(1, Tapped.REPLAYED), (2, Tapped.STALE)], ids=["same", "another"]
)
async def test_of_two_taps_at_once_one_sends(
    world: World, ask: Ask, second: int, outcome: Tapped
) -> None:
    question = await ask()
    world.during["clear"] = lambda: question.tapped(second)

    assert await question.tapped(1) is outcome
    assert len(world.sent) == 1


async def test_an_objection_leaves_the_question_open(world: World, ask: Ask) -> None:
    question = await ask()
    world.objection = "Not at this hour."

    with pytest.raises(Refused, match="Not at this hour"):
        await question.tapped(1)
    world.objection = ""

    assert await question.tapped(2) is Tapped.SENT


async def test_nobody_hears_an_objection_to_what_another_tap_sent(world: World, ask: Ask) -> None:
    question = await ask()

    async def another_tap_and_an_objection() -> None:
        assert await question.tapped(2) is Tapped.SENT
        raise Refused("Too much for one day.")

    world.during["clear"] = another_tap_and_an_objection

    assert await question.tapped(1) is Tapped.STALE
    assert await question.tapped(1) is Tapped.REPLAYED


@pytest.mark.parametrize(
    ("price", "drift", "outcome"),
    [
        ("101", None, Tapped.SENT),
        ("101.01", None, Tapped.MOVED),
        ("99", None, Tapped.SENT),
        ("98.99", None, Tapped.MOVED),
        ("105", "5", Tapped.SENT),
        ("105.01", "5", Tapped.MOVED),
    ],
)
async def test_an_order_at_market_is_sent_only_near_the_price_it_was_shown_at(
    storage: Storage, world: World, ask: Ask, price: str, drift: str | None, outcome: Tapped
) -> None:
    if drift is not None:
        async with storage.begin() as unit:
            await unit.settings.set(ALICE, "drift", drift)
    question = await ask(price=Decimal(100))
    world.price = Decimal(price)

    assert await question.tapped(1) is outcome
    assert world.priced == [("spot", "BTCUSDT")]
    assert len(world.sent) == (1 if outcome is Tapped.SENT else 0)
    assert await question.tapped(2) is Tapped.STALE


async def test_of_an_order_at_a_price_of_its_own_the_market_is_not_asked(
    world: World, ask: Ask
) -> None:
    question = await ask()

    assert await question.tapped() is Tapped.SENT
    assert world.priced == []


async def test_what_another_tap_sent_is_not_said_to_wait_for_a_new_price(
    world: World, ask: Ask
) -> None:
    question = await ask(price=Decimal(100))

    async def another_tap_before_the_price_moves() -> None:
        await question.tapped(2)
        world.price = Decimal(200)

    world.during["price"] = another_tap_before_the_price_moves

    assert await question.tapped(1) is Tapped.STALE
    assert len(world.sent) == 1


@pytest.mark.parametrize(
    ("filled", "outcome"), [("0.25", Tapped.SENT), ("0.24", Tapped.MOVED)], ids=["as seen", "since"]
)
async def test_an_order_is_changed_only_if_no_more_of_it_was_filled(
    world: World, ask: Ask, filled: str, outcome: Tapped
) -> None:
    question = await ask(replacement(), filled=Decimal(filled))

    assert await question.tapped() is outcome
    assert [one for one in world.sent if isinstance(one, CancelReplace)] == (
        [question.asked.first.request] if outcome is Tapped.SENT else []
    )


async def test_the_first_of_several_deeds_is_sent_and_the_others_wait(
    storage: Storage, world: World, ask: Ask, clock: Any
) -> None:
    first, second = order("1"), order("2")
    question = await ask(first, second)

    assert await question.tapped() is Tapped.SENT

    assert world.sent == [first]
    assert world.cleared == [(ALICE, Decimal(90))]
    assert world.noted == [
        (ALICE, first, Decimal(30), clock()),
        (ALICE, second, Decimal(60), clock()),
    ]
    assert [
        (one.client_order_id, one.part, one.state, one.message_id) for one in await written(storage)
    ] == [
        (first.new_client_order_id, 0, "ACCEPTED", MESSAGE),
        (second.new_client_order_id, 1, "PLANNED", None),  # it has no message to edit
    ]


async def test_while_the_order_is_on_its_way_nobody_else_judges_it(
    world: World, ask: Ask, intents: Intents
) -> None:
    question = await ask()
    name = question.asked.first.client_id
    judged: list[bool] = []

    async def look() -> None:
        judged.append(intents.is_under_way(name))

    world.during["send"] = look

    await question.tapped()

    assert judged == [True]
    assert not intents.is_under_way(name)


async def _suspended(storage: Storage, key_id: int) -> None:
    async with storage.begin() as unit:
        await unit.keys.suspend(ALICE, key_id, "refused")


async def _disconnected(storage: Storage, key_id: int) -> None:
    async with storage.begin() as unit:
        await unit.keys.remove(ALICE, key_id)


@pytest.mark.parametrize("event", [_suspended, _disconnected])
async def test_a_key_that_goes_in_this_very_moment_sends_nothing(
    storage: Storage,
    world: World,
    ask: Ask,
    key_id: int,
    event: Callable[[Storage, int], Awaitable[None]],
) -> None:
    question = await ask()
    world.during["clear"] = lambda: event(storage, key_id)

    assert await question.tapped() is Tapped.STALE
    assert world.sent == []
    assert await written(storage) == []


async def test_the_leverage_is_weighed_and_set_before_the_order_is_sent(
    storage: Storage, world: World, ask: Ask, key_id: int
) -> None:
    shown_order = contract()
    question = await ask(shown_order, leverage=10)
    assert looked_at(world) == [("SetLeverage", None), ("NewOrder", 10)]

    async def nothing_was_sent_yet() -> None:
        assert world.sent == []

    world.during["prepare"] = nothing_was_sent_yet

    assert await question.tapped() is Tapped.SENT
    assert looked_at(world) == [("SetLeverage", None), ("NewOrder", 10)] * 2
    assert {(one[0], one[1]) for one in world.weighed} == {(ALICE, key_id)}
    assert {one[2].leverage for one in world.weighed[::2]} == {10}
    assert world.cleared == [(ALICE, Decimal(90))]
    assert world.prepared == [(ALICE, "BTCUSDT", 10)]
    assert world.sent == [shown_order]
    assert [(one.kind, one.market) for one in await written(storage)] == [("usdm order", "usdm")]


def looked_at(world: World) -> list[tuple[str, int | None]]:
    """What the guards were asked about, and with which leverage."""
    return [(type(one[2]).__name__, one[3]) for one in world.weighed]


@pytest.mark.parametrize(
    ("reducing", "leverage", "harmless"),
    [((True,), None, True), ((True, True), None, True), ((True, False), None, False),
     ((False,), None, False), ((True,), 10, False)],
)  # fmt: skip
async def test_who_clears_hears_whether_all_of_it_only_reduces(
    world: World, ask: Ask, reducing: tuple[bool, ...], leverage: int | None, harmless: bool
) -> None:
    deeds = [contract().model_copy(update={"reduce_only": one or None}) for one in reducing]
    deeds = [
        one.model_copy(update={"new_client_order_id": f"deed-{number}"})
        for number, one in enumerate(deeds)
    ]

    await (await ask(*deeds, leverage=leverage)).tapped()

    assert world.harmless == [harmless]


async def test_with_a_leverage_in_doubt_nothing_is_ordered_and_the_doubt_is_written_down(
    storage: Storage, world: World, ask: Ask, intents: Intents, clock: Any
) -> None:
    world.in_doubt = True
    question = await ask(contract(), leverage=10)

    assert await question.tapped(1) is Tapped.SENT

    assert world.sent == world.noted == []
    (intent,) = await written(storage)
    assert (intent.kind, intent.state, intent.message_id) == ("usdm leverage", "UNKNOWN", MESSAGE)
    assert intents.unresolved.is_set()
    async with storage.read() as unit:
        (message,) = await unit.outbox.due(clock(), 9)
    assert "Status unknown</b>: leverage of BTCUSDT: 10x" in message.text
    assert "Nothing was ordered." in message.text
    assert await question.tapped(2) is Tapped.STALE


async def test_where_no_leverage_was_asked_for_none_is_set(world: World, ask: Ask) -> None:
    question = await ask(contract())

    assert await question.tapped() is Tapped.SENT
    assert world.prepared == []


async def test_for_a_question_that_is_over_no_leverage_is_set(world: World, ask: Ask) -> None:
    question = await ask(contract(), leverage=10)
    world.during["clear"] = question.withdrawn

    assert await question.tapped() is Tapped.STALE
    assert world.prepared == []


async def test_in_a_dry_run_binance_is_asked_and_nothing_is_placed(
    storage: Storage, world: World, ask: Ask, clock: Any
) -> None:
    world.dry = True
    question = await ask()

    assert await question.tapped(1) is Tapped.SENT

    (tested,) = world.sent
    assert isinstance(tested, spot.TestOrder)
    assert tested.quantity == Decimal(2)
    assert await written(storage) == []
    async with storage.read() as unit:
        (message,) = await unit.outbox.due(clock(), 9)
    assert (message.chat_id, message.user_id, message.edits) == (CHAT, ALICE, MESSAGE)
    assert message.kind == "order"
    assert "Dry run, nothing was sent" in message.text
    assert "Binance would take it." in message.text
    assert "BTCUSDT" in message.text


async def test_a_dry_run_tells_once_and_with_the_leverage_that_would_have_been_set(
    storage: Storage, world: World, ask: Ask
) -> None:
    world.dry = True

    await (await ask(contract(), leverage=10)).tapped()

    async with storage.read() as unit:
        (message,) = await unit.outbox._session.scalars(select(Message))
    assert "the leverage of BTCUSDT would have been set to 10x" in message.text
    assert world.prepared == []


async def test_what_has_outlived_its_position_is_cancelled_even_in_a_dry_run(
    world: World, ask: Ask
) -> None:
    world.dry = True
    stop = leftover()

    assert await (await ask(stop)).tapped() is Tapped.SENT

    assert world.sent[-1] == stop


async def test_a_stop_whose_position_is_there_again_stays(
    storage: Storage, world: World, ask: Ask
) -> None:
    world.held = Decimal(1)
    question = await ask(leftover())

    with pytest.raises(Refused) as refused:
        await question.tapped()

    assert refused.value.text == "The position is there again, so its orders stay: /positions"
    assert [type(one) for one in world.sent] == [futures.PositionInformation]
    assert await written(storage) == []


async def test_a_dry_run_that_is_interrupted_says_so(
    storage: Storage, world: World, ask: Ask, clock: Any
) -> None:
    async def killed() -> None:
        raise asyncio.CancelledError

    world.dry, world.during["test"] = True, killed
    question = await ask()

    with pytest.raises(asyncio.CancelledError):
        await question.tapped(1)

    assert await question.tapped(2) is Tapped.STALE
    async with storage.read() as unit:
        (message,) = await unit.outbox.due(clock(), 9)
    assert (message.chat_id, message.user_id, message.edits) == (CHAT, ALICE, MESSAGE)
    assert "Dry run, nothing was sent" in message.text
    assert "BTCUSDT" in message.text
    assert "I was interrupted" in message.text


async def test_what_a_dry_run_comes_to_follows_what_was_said_before(
    storage: Storage, world: World, ask: Ask, clock: Any
) -> None:
    async def first_words_go_out() -> None:
        async with storage.begin() as unit:
            (first,) = await unit.outbox.due(clock(), 9)
            await unit.outbox.claim(first.id)
            await unit.outbox.sent(first.id, MESSAGE)

    world.dry, world.during["test"] = True, first_words_go_out

    assert await (await ask()).tapped() is Tapped.SENT

    async with storage.read() as unit:
        (message,) = await unit.outbox.due(clock(), 9)
    assert message.edits == MESSAGE
    assert "Binance would take it." in message.text
    assert "interrupted" not in message.text


async def test_a_dry_run_is_told_in_the_language_of_the_person(
    storage: Storage, world: World, ask: Ask, clock: Any
) -> None:
    world.dry = True
    async with storage.begin() as unit:
        await unit.users.speak(ALICE, "tr")

    await (await ask()).tapped()

    async with storage.read() as unit:
        (message,) = await unit.outbox.due(clock(), 9)
    assert "Deneme" in message.text


async def test_a_dry_run_is_told_once(world: World, ask: Ask) -> None:
    world.dry = True
    question = await ask()

    assert [await question.tapped(n) for n in (1, 1, 2)] == [
        Tapped.SENT,
        Tapped.REPLAYED,
        Tapped.STALE,
    ]
    assert len(world.sent) == 1


@pytest.mark.parametrize(
    ("second", "outcome"), [(1, Tapped.REPLAYED), (2, Tapped.STALE)], ids=["same", "another"]
)
async def test_of_two_taps_at_once_one_plays_it_through(
    world: World, ask: Ask, second: int, outcome: Tapped
) -> None:
    world.dry = True
    question = await ask()
    world.during["clear"] = lambda: question.tapped(second)

    assert await question.tapped(1) is outcome
    assert len(world.sent) == 1


async def test_the_account_that_somebody_trades_with_is_theirs(
    trading: Trading, world: World
) -> None:
    assert (await trading.ready(BOB)).key is world.keys[BOB]


async def test_with_a_key_that_may_only_read_nobody_trades(trading: Trading, world: World) -> None:
    world.keys[ALICE].can_trade = False

    with pytest.raises(Refused, match=r"may only read.*/setkey"):
        await trading.ready(ALICE)


async def test_a_tap_that_comes_twice_at_once_is_answered_once_with_leverage_too(
    world: World, ask: Ask
) -> None:
    question = await ask(contract(), leverage=10)
    world.during["clear"] = lambda: question.tapped(1)

    assert await question.tapped(1) is Tapped.REPLAYED


async def test_a_tap_that_comes_twice_at_once_is_answered_once_though_the_price_moved(
    world: World, ask: Ask
) -> None:
    question = await ask(price=Decimal(100))

    async def the_same_tap_before_the_price_moves() -> None:
        await question.tapped(1)
        world.price = Decimal(200)

    world.during["price"] = the_same_tap_before_the_price_moves

    assert await question.tapped(1) is Tapped.REPLAYED
