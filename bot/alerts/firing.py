"""What becomes of alerts that a value has reached: one transaction with the messages about it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from bot.alerts import telling, waiting
from bot.alerts.conditions import Relation, Wish
from bot.alerts.feeds import Tick, milliseconds
from bot.alerts.waiting import Side, Wait
from bot.i18n import Say
from bot.notices import Notice
from bot.notifications import Sender
from bot.occasions import Occasion
from bot.voice import voice
from storage import Alert, AlertState, Storage, Unit, User

WAITING: tuple[AlertState, ...] = ("armed", "paused", "snoozed")
AT_MOST_EVERY = timedelta(minutes=1)  # what fires again and again does not do so at every tick
UNHEARD = 100  # messages that may wait for somebody who is away, before what fires again rests


@dataclass(frozen=True, slots=True)
class Hit:
    """An alert whose awaited side a value has reached."""

    alert_id: int
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an alert waits for now; nothing, when it is over."""

    alert_id: int
    measure: str
    relation: Relation
    level: Decimal
    wait: Wait | None
    quiet_until: datetime | None = None


class Firing:
    """Fires alerts, or lets them wait for the next thing."""

    def __init__(
        self, storage: Storage, sender: Sender, *, environment: str, now: Callable[[], datetime]
    ) -> None:
        self._storage, self._sender = storage, sender
        self._environment, self._now = environment, now
        self._began = now()

    async def settle(self, hits: Iterable[Hit], tick: Tick) -> list[Outcome]:
        """Decide about each; an alert for which this event comes too early is left out."""
        by_id = {hit.alert_id: hit for hit in hits}
        async with self._storage.begin() as unit:
            alerts = await unit.alerts.some(by_id)
            decided = [await self._decide(unit, one, by_id[one.id].value, tick) for one in alerts]
        self._sender.nudge()
        return [one for one in decided if one is not None]

    async def turn(self, alert: Alert, wait: Wait, tick: Tick) -> None:
        """Let an alert with several terms wait for something else, without firing."""
        async with self._storage.begin() as unit:
            await _turn(unit, alert, wait, tick)

    async def fire(self, alert: Alert, value: Decimal | None, wait: Wait, tick: Tick) -> Outcome:
        """Fire an alert whose terms all hold; afterwards, if it fires again, it waits so."""
        async with self._storage.begin() as unit:
            outcome = await self._fire(unit, alert, value, wait, tick)
        self._sender.nudge()
        return outcome

    async def _decide(
        self, unit: Unit, alert: Alert, value: Decimal | None, tick: Tick
    ) -> Outcome | None:
        if alert.state != "armed":
            return _outcome(alert, None)
        if alert.position >= tick.position:
            return None
        if alert.quiet_until is not None and alert.primed and tick.at < alert.quiet_until:
            return _outcome(alert, wait_of(alert), alert.quiet_until)
        next_wait = waiting.after(relation_of(alert), wait_of(alert), _side(alert, value))
        if alert.primed:
            return await self._fire(unit, alert, value, next_wait, tick)
        await _turn(unit, alert, next_wait, tick)
        return _outcome(alert, next_wait, alert.quiet_until)

    async def _fire(
        self, unit: Unit, alert: Alert, value: Decimal | None, wait: Wait, tick: Tick
    ) -> Outcome:
        if alert.expires_at is not None and tick.at > alert.expires_at:
            return await self.expire(unit, alert)
        wish = Wish.model_validate(alert.wish)
        if not wish.options.every:
            fired = await unit.alerts.fire(
                alert.id, position=tick.position, value=value, crossed_at=tick.at
            )
            outcome = _outcome(alert, None)
        else:
            quiet_until = tick.at + (wish.options.cooldown or AT_MOST_EVERY)
            fired = await unit.alerts.fire_again(
                alert.id, position=tick.position, value=value, crossed_at=tick.at,
                awaits=wait.awaits, primed=wait.primed, quiet_until=quiet_until,
            )  # fmt: skip
            outcome = _outcome(alert, wait, quiet_until)
        user = await unit.users.get(alert.user_id)
        if not fired or user is None:
            return outcome
        await self._tell(unit, alert, wish, value, tick, Say(user.language))
        if outcome.wait is not None and await _is_unheard(unit, user):
            await _rest_unheard(unit, alert, user)
            return _outcome(alert, None)
        return outcome

    async def _tell(
        self, unit: Unit, alert: Alert, wish: Wish, value: Decimal | None, tick: Tick, say: Say
    ) -> None:
        told = telling.fired(
            say, alert.id, wish,
            value=value, at=tick.at, now=self._now(), offline=tick.at < self._began,
        )  # fmt: skip
        await self._put(unit, wish, told, alert, Occasion(tick.ms, tick.position, alert.id))

    async def _put(
        self, unit: Unit, wish: Wish, told: Notice, alert: Alert, occasion: Occasion
    ) -> None:
        await unit.outbox.put(
            chat_id=alert.user_id,
            user_id=alert.user_id,
            kind="alert",
            text=told.text,
            keyboard=told.buttons,
            silent=wish.options.silent,
            key=occasion.key,
        )

    async def begin_anew(self, source: str) -> None:
        """The positions of a source start over: what was reached in the old ones means nothing."""
        async with self._storage.begin() as unit:
            await unit.alerts.begin_anew(self._environment, source)

    async def listed(self, unit: Unit, alert: Alert, symbol: str, at: datetime | None) -> None:
        """Tell of a new symbol; one that fires again and again waits for the next one."""
        wish = Wish.model_validate(alert.wish)
        moment = at or self._now()
        # without a time it was while nobody listened: it may have been before the alert was over
        if at is not None and alert.expires_at is not None and at > alert.expires_at:
            await self.expire(unit, alert)
            return
        position = max(alert.position + 1, milliseconds(moment))
        if wish.options.every:
            fired = await unit.alerts.fire_again(
                alert.id, position=position, value=None, crossed_at=moment,
                awaits="above", primed=True, quiet_until=moment,
            )  # fmt: skip
        else:
            fired = await unit.alerts.fire(
                alert.id, position=position, value=None, crossed_at=moment
            )
        user = await unit.users.get(alert.user_id)
        if fired and user is not None:
            told = telling.listed(Say(user.language), alert.id, wish, symbol, at)
            occasion = Occasion(milliseconds(moment), position, alert.id)
            await self._put(unit, wish, told, alert, occasion)

    async def park_all(self, source: str) -> list[Alert]:
        """Let every alert of a source rest, because a symbol that it needs is gone."""
        async with self._storage.begin() as unit:
            alerts = await unit.alerts.of_source(self._environment, source)
            for alert in alerts:
                await _park(unit, alert)
        self._sender.nudge()
        return alerts

    async def park(self, alert: Alert) -> None:
        """As `park_all`, one of them."""
        async with self._storage.begin() as unit:
            await _park(unit, alert)
        self._sender.nudge()

    async def halted(self, unit: Unit, source: str, symbol: str) -> None:
        """Tell everybody who waits on a source that a symbol which it needs stands still."""
        for alert in await unit.alerts.of_source(self._environment, source):
            say = await voice(unit, alert.user_id)
            told = telling.halted(say, alert.id, Wish.model_validate(alert.wish), symbol)
            await _notice(unit, alert, told)

    def told(self) -> None:
        """What was put beside other deeds may go."""
        self._sender.nudge()

    async def expire(self, unit: Unit, alert: Alert) -> Outcome:
        """Its time is over, and it did not fire: that is said too, without a sound."""
        current = await unit.alerts.get(alert.id)
        if current is None or current.state not in WAITING:
            return _outcome(alert, None)
        await unit.alerts.rest(alert.user_id, alert.id, "expired")
        user = await unit.users.get(alert.user_id)
        if user is not None:
            told = telling.expired(Say(user.language), alert.id, Wish.model_validate(alert.wish))
            await unit.outbox.put(
                chat_id=alert.user_id,
                user_id=alert.user_id,
                kind="notice",
                text=told.text,
                keyboard=told.buttons,
                silent=True,
                key=f"alert:{alert.id}:expired:{alert.position}",
            )
        return _outcome(alert, None)


def relation_of(alert: Alert) -> Relation:
    return Relation(alert.relation)


def wait_of(alert: Alert) -> Wait:
    return Wait(alert.awaits, alert.primed)


async def _is_unheard(unit: Unit, user: User) -> bool:
    """Whether so much waits for somebody who cannot be reached that more would be no news."""
    return not user.reachable and await unit.outbox.backlog(user.id, UNHEARD) >= UNHEARD


async def _rest_unheard(unit: Unit, alert: Alert, user: User) -> None:
    """Pause an alert that would go on firing for nobody; in one absence it is said once."""
    await unit.alerts.rest(user.id, alert.id, "paused")
    told = telling.unheard(Say(user.language))
    await unit.outbox.put(
        chat_id=user.id,
        user_id=user.id,
        kind="notice",
        text=told.text,
        keyboard=told.buttons,
        key=f"unheard:{user.id}:{user.seen_at.timestamp():.0f}",
    )


async def _park(unit: Unit, alert: Alert) -> None:
    """Pause an alert that could never fire, and tell its owner why."""
    await unit.alerts.rest(alert.user_id, alert.id, "paused")
    say = await voice(unit, alert.user_id)
    await _notice(unit, alert, telling.parked(say, alert.id, Wish.model_validate(alert.wish)))


async def _notice(unit: Unit, alert: Alert, told: Notice) -> None:
    await unit.outbox.put(
        chat_id=alert.user_id,
        user_id=alert.user_id,
        kind="notice",
        text=told.text,
        keyboard=told.buttons,
    )


async def _turn(unit: Unit, alert: Alert, wait: Wait, tick: Tick) -> None:
    await unit.alerts.turn(alert.id, awaits=wait.awaits, primed=wait.primed, position=tick.position)


def _outcome(alert: Alert, wait: Wait | None, quiet_until: datetime | None = None) -> Outcome:
    return Outcome(alert.id, alert.measure, relation_of(alert), alert.level, wait, quiet_until)


def _side(alert: Alert, value: Decimal | None) -> Side:
    if alert.awaits != "either":
        return alert.awaits
    assert value is not None
    return "above" if value > alert.level else "below"
