"""Somebody in a chat, who goes on whatever happens."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from decimal import Decimal

from schedules import words
from schedules.record import Regretted, Seen, Tapped, Wanted
from schedules.script import Alert, Deed, Order, Regret
from schedules.stage import Stage

PATIENCE = 8.0  # seconds until somebody no longer expects an answer
CONNECTING = 60.0  # nothing is tested yet, and a busy machine starts slowly
BALANCES = {"USDT": "200000", "BTC": "5", "ETH": "50", "BNB": "200"}
CANCEL = "Cancel order"
PEM = "-----BEGIN PUBLIC KEY-----", "-----END PUBLIC KEY-----"


@dataclass
class Market:
    """What people and the schedule know of prices: each symbol's first, and its tick."""

    first: dict[str, Decimal]
    ticks: dict[str, Decimal]

    def at(self, symbol: str, factor: Decimal) -> Decimal:
        tick = self.ticks[symbol]
        return (self.first[symbol] * factor // tick) * tick


class Progress:
    """How often people have written and tapped."""

    def __init__(self) -> None:
        self._count, self._over = 0, False
        self._change = asyncio.Condition()

    async def one_more(self, *, over: bool = False) -> None:
        async with self._change:
            self._count, self._over = self._count + 1, self._over or over
            self._change.notify_all()

    async def reaches(self, count: int) -> None:
        """Wait for it, or until nobody has anything more to do."""
        async with self._change:
            await self._change.wait_for(lambda: self._over or self._count >= count)


@dataclass
class Person:
    id: int
    stage: Stage
    market: Market
    progress: "Progress"
    do: Callable[[Deed], Awaitable[None]]
    taps: list[Tapped] = field(default_factory=list)
    regrets: list[Regretted] = field(default_factory=list)
    wanted: list[Wanted] = field(default_factory=list)

    async def connects(self) -> None:
        """Go through /setkey; nothing is wrong yet."""
        await self._writes("/setkey")
        begun = await self._sees(lambda one: PEM[1] in one.text, CONNECTING)
        assert begun, f"no answer to /setkey: {self.stage.log()}"
        text = begun.text
        pem = text[text.index(PEM[0]) : text.index(PEM[1]) + len(PEM[1])] + "\n"
        account = {"label": str(self.id), "balances": BALANCES, "public_key": pem}
        made = await self.stage.exchange("accounts", account)
        self.stage.keys[made["api_key"]] = self.id
        await self._writes(made["api_key"])
        done = await self._sees(lambda one: one.message_id > begun.message_id, CONNECTING)
        assert done, f"no answer to the key id: {self.stage.log()}"

    async def acts(self, steps: tuple[Order | Alert, ...]) -> None:
        for step in steps:
            await asyncio.sleep(step.pause)
            if isinstance(step, Order):
                await self._orders(step)
            else:
                await self._arms(step)

    async def taps_again(self) -> None:
        """Whoever sees a question that was answered and is still there answers it again."""
        for message_id in {one.message_id for one in self.taps}:
            now = self.stage.screens.shows(self.id, message_id)
            if now is not None and now.asks:
                await self._taps(now)

    async def _orders(self, order: Order) -> None:
        price = self.market.at(order.symbol, order.price) if order.price else None
        text = f"/{order.side} {order.symbol} {order.amount}" + (f" @ {price}" if price else "")
        amount = Decimal(order.amount.removeprefix("$"))
        sentence = words.Sentence(order.side.upper(), order.symbol, amount)
        await self._writes(text)
        await self.progress.one_more()
        question = await self._sees(
            lambda one: one.asks and words.question(one.text) == sentence, PATIENCE
        )
        if question is None:
            return
        for _ in range(order.taps):
            await self._taps(question)
        if order.redelivered:
            await self.stage.telegram("redeliver", {})
        if order.regret is not None:
            await self._cancels(sentence, order.regret)

    async def _cancels(self, sentence: words.Sentence, regret: Regret) -> None:
        """Want an order gone that waits, as the message under which its button stands names it."""
        waiting = await self._sees(
            lambda one: one.offers(CANCEL) and words.is_about(one.text, sentence), PATIENCE
        )
        if waiting is None or (order_id := words.order_id(waiting.text)) is None:
            return
        await asyncio.sleep(regret.pause)
        for deed in regret.before:
            await self.do(deed)
        for _ in range(regret.taps):
            if await self._touches(waiting, CANCEL):
                self.regrets.append(Regretted(time.time(), self.id, order_id))
        await asyncio.sleep(regret.delay)
        if regret.deed is not None:
            await self.do(regret.deed)

    async def _arms(self, alert: Alert) -> None:
        level = self.market.at(alert.symbol, 1 + alert.distance)
        above = alert.distance > 0
        wanted = Wanted(self.id, alert.symbol, above, level, time.time())
        self.wanted.append(wanted)
        await self._writes(f"/alert {alert.symbol} {'>' if above else '<'} {level}")
        await self.progress.one_more()
        await self._sees(lambda one: words.armed(one.text) is not None, PATIENCE)

    async def _taps(self, question: Seen) -> None:
        self.taps.append(Tapped(time.time(), self.id, question.message_id))
        await self._touches(question, question.yes)
        await self.progress.one_more()

    async def _touches(self, message: Seen, label: str | None) -> bool:
        """Touch a button; False where it is gone meanwhile."""
        where = {"user_id": self.id, "message_id": message.message_id}
        tap = {**where, "label": label, "wait": 0}
        answer = await self.stage.http.post(f"{self.stage.telegram_url}/sandbox/tap", json=tap)
        return answer.is_success

    async def _writes(self, text: str) -> None:
        said = {"user_id": self.id, "text": text, "language_code": "en"}
        await self.stage.telegram("message", said)

    async def _sees(self, wanted: Callable[[Seen], bool], patience: float) -> Seen | None:
        return await self.stage.screens.sees(self.id, wanted, patience)
