"""Everybody's accounts as they move: fills are told once each, whoever placed the order.

Events come over one connection for many. What happened while it was down is asked for by trade
ids; a fill's own id keeps it from being told by both.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection
from contextlib import aclosing
from datetime import datetime

from binance import Priority
from binance.errors import BadKey, BinanceError
from binance.models.events import AccountPosition, ExecutionReport, ExecutionType, ListStatus
from binance.models.order_terms import OrderType
from binance.private.spot import GetAccount
from binance.streams.events import Ended, Resumed, UserEvent
from binance.streams.pace import Pacing
from binance.streams.users import UserStreams
from bot import key_notices
from bot.accounts import Accounts, signing_of, uid
from bot.fills import Telling
from bot.following.catching_up import CatchingUp
from bot.following.coverage import Coverage, coverage
from bot.following.executions import of_report, progress_of
from bot.following.interruptions import LAG, SETTLED
from bot.following.order_ends import ending_of_report
from bot.following.order_fills import OrderFills
from bot.notifications import Sender
from bot.reconcile import Reconciler
from bot.refusals import NoKey
from bot.suspension import suspend
from bot.voice import voice
from bot.whose import label_if_several
from storage import ApiKey, OrderPlace, Storage, VaultError

log = logging.getLogger(__name__)

AGAIN = 300.0  # seconds until a key is tried again that its stream alone refused
_STOP_LIMITS = frozenset({OrderType.STOP_LOSS_LIMIT, OrderType.TAKE_PROFIT_LIMIT})


class SpotFollowers:
    """Follows every connected account and tells its owner."""

    def __init__(
        self,
        storage: Storage,
        streams: UserStreams,
        accounts: Accounts,
        reconciler: Reconciler,
        sender: Sender,
        telling: Telling,
        *,
        listed: Callable[[], Awaitable[Collection[str]]],
        environment: str,
        now: Callable[[], datetime],
        pace: Pacing | None = None,
        settled: float = SETTLED,
        lag: float = LAG,
        again: float = AGAIN,
    ) -> None:
        self._storage, self._streams, self._accounts = storage, streams, accounts
        self._reconciler, self._sender, self._environment = reconciler, sender, environment
        self._again = again
        self._followed: dict[int, ApiKey] = {}
        self._fills = OrderFills(storage, sender, telling)
        self._catching_up = CatchingUp(
            storage, accounts, reconciler, self._fills,
            listed=listed, environment=environment, now=now, pace=pace,
            settled=settled, lag=lag,
        )  # fmt: skip

    async def follow(self, key: ApiKey) -> None:
        """Begin with a key that was just connected."""
        try:
            async with self._storage.read() as unit:
                opened = await unit.keys.opened(key)
        except VaultError:
            await self._unsealed(key)
            return
        self._followed[key.id] = key
        self._streams.follow(key.id, signing_of(opened))

    def leave(self, key: ApiKey) -> None:
        self._followed.pop(key.id, None)
        self._streams.unfollow(key.id)
        self._catching_up.forget(key.id)

    @property
    def coverage(self) -> Coverage:
        return coverage("spot", self._followed.values(), self._streams.presence)

    async def run(self) -> None:
        """Follow all accounts for as long as the bot runs."""
        async with self._storage.read() as unit:
            keys = await unit.keys.followed(self._environment)
        for key in keys:
            await self.follow(key)
        async with asyncio.TaskGroup() as group, aclosing(self._streams.events()) as events:
            group.create_task(self._catching_up.run())
            async for event in events:
                await self._see(group, event)

    async def _see(self, group: asyncio.TaskGroup, event: UserEvent) -> None:
        key = self._followed.get(event.user)
        if key is None:
            return  # it was deleted a moment ago
        match event.event:
            case Resumed(gap=gap):
                self._catching_up.behind(key, gap)
            case Ended() as ended:
                if ended.permanent:
                    # beside the other events: Binance is asked, and nobody waits for that
                    group.create_task(self._doubted(key, ended))
            case AccountPosition() as position:
                self._catching_up.moved(key.id, position)
            case ExecutionReport() as report:
                # beside the other events: it may have to ask Binance, and nobody waits for that
                group.create_task(self._reconciler.seen(key.user_id, report))
                await self._changed(key, report)
            case ListStatus(list_client_order_id=name):
                self._reconciler.hear(
                    key.user_id, name
                )  # what is sent as a list is known by the list's name
            case _:
                pass  # balances are asked for when somebody wants to see them

    async def _changed(self, key: ApiKey, report: ExecutionReport) -> None:
        if report.execution_type == ExecutionType.TRADE:
            await self._fills.happened(key, of_report(report, key, "spot"), progress_of(report))
        elif (ending := ending_of_report(report, "spot")) is not None:
            await self._fills.ended(key, ending)
        elif report.type in _STOP_LIMITS and report.is_working:
            place = OrderPlace(key.environment, uid(key), "spot", report.symbol, report.order_id)
            await self._fills.triggered(key, place)

    async def _doubted(self, key: ApiKey, ended: Ended) -> None:
        """The stream of an account refuses its key: so must a signed question, before that counts.

        Where that is answered, it is the stream that errs, and is tried again after a pause.
        """
        is_refused = await self._is_refused(key)
        while is_refused is None:
            await asyncio.sleep(self._again)
            is_refused = await self._is_refused(key)
        if self._followed.get(key.id) is not key:
            return  # it was deleted meanwhile, or begun anew
        if is_refused:
            await self._refused(key, ended)
            return
        log.warning("a stream refused a key that Binance accepts elsewhere")
        await asyncio.sleep(self._again)
        if self._followed.get(key.id) is key:
            await self.follow(key)

    async def _is_refused(self, key: ApiKey) -> bool | None:
        """Ask for the account; None while there is no answer."""
        try:
            connected = await self._accounts.by_key(key.user_id, key.id)
            question = GetAccount(omit_zero_balances=True)
            await connected.account.send(question, priority=Priority.LOW)
        except (BadKey, NoKey):
            return True
        except BinanceError as error:
            log.info("a refused key could not be looked at: %s", type(error).__name__)
            return None
        return False

    async def _refused(self, key: ApiKey, ended: Ended) -> None:
        """Nobody follows the account any more, and its owner hears why."""
        async with self._storage.begin() as unit:
            label = await label_if_several(unit, key)
            notice = key_notices.refused(await voice(unit, key.user_id), label)
            if not await suspend(unit, key, "refused", notice, reason=str(ended.reason)):
                return
        self._suspended(key)

    async def _unsealed(self, key: ApiKey) -> None:
        """What is stored is not what its owner stored: nothing is done with it any more."""
        async with self._storage.begin() as unit:
            notice = key_notices.unsealed(await voice(unit, key.user_id), key.label)
            await suspend(unit, key, "sealed", notice)
        self._suspended(key)

    def _suspended(self, key: ApiKey) -> None:
        self._accounts.forget(key.user_id)
        self._sender.nudge()
