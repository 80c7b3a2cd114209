"""Two people with one Binance account: only if whoever connected it first agrees."""

from collections.abc import Callable
from datetime import datetime, timedelta

from bot import key_notices as notices
from bot.notifications import Sender
from bot.questions import note_question
from bot.suspension import tell
from bot.voice import voice
from storage import Storage, Ticket, Unit

KIND = "share"
LIFE = timedelta(minutes=10)


class Sharing:
    """Asks, and takes the answer."""

    def __init__(
        self, storage: Storage, sender: Sender, *, environment: str, now: Callable[[], datetime]
    ) -> None:
        self._storage, self._sender, self._now = storage, sender, now
        self._environment = environment

    async def ask(self, asker_id: int, account_uid: int) -> None:
        """Ask whoever has the account, at most once in ten minutes for each asker."""
        async with self._storage.begin() as unit:
            holder = await unit.keys.holder(self._environment, account_uid)
            asker = await unit.users.get(asker_id)
            if holder is None or holder == asker_id or asker is None:
                return  # disconnected a moment ago
            label = await self._label(unit, holder, account_uid)
            ticket = await unit.tickets.issue(
                holder, holder, KIND, {"uid": account_uid, "user": asker_id}, self._now() + LIFE
            )
            say = await voice(unit, holder)
            notice = notices.wants_to_share(say, asker, label, ticket, LIFE)
            put = await unit.outbox.put(
                chat_id=holder, user_id=holder, kind="notice",
                text=notice.text, keyboard=notice.buttons,
                key=f"share:{account_uid}:{asker_id}:{self._now().timestamp() // 600:.0f}",
            )  # fmt: skip
            if put is None:
                await unit.tickets.cancel(ticket.id, holder, holder)
                return
            over = notices.did_not_share(say, asker, label)
            await note_question(unit, holder, -put.id, [ticket.id], over)
            await unit.audit.note(asker_id, "key.sharing_asked", about=holder)
        self._sender.nudge()

    async def agreed(self, unit: Unit, ticket: Ticket) -> None:
        """Who has the account said yes: the other may connect it within ten minutes."""
        other = int(ticket.payload["user"])
        await unit.agreements.agree(
            self._environment, int(ticket.payload["uid"]), other,
            agreed_by=ticket.user_id, until=self._now() + LIFE,
        )  # fmt: skip
        await unit.audit.note(ticket.user_id, "key.sharing_agreed", about=other)
        await tell(unit, other, notices.shared(await voice(unit, other)))

    async def _label(self, unit: Unit, holder: int, account_uid: int) -> str:
        accounts = await unit.keys.accounts(holder, self._environment)
        return next(one.label for one in accounts if one.account_uid == account_uid)
