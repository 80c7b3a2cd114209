"""One thing told to everybody who has an account, once, however often it is heard."""

from collections.abc import Callable

from bot.accounts import uid
from bot.i18n import Say
from bot.notices import Notice
from bot.notifications import Sender
from bot.voice import voice
from bot.whose import named, same_account
from storage import ApiKey, Storage, Unit

Tell = Callable[[Say], Notice]


class Pushing:
    """Puts news of accounts into the outbox."""

    def __init__(self, storage: Storage, sender: Sender) -> None:
        self._storage, self._sender = storage, sender

    async def tell_owner(self, key: ApiKey, what: str, tell: Tell) -> None:
        """Tell what concerns a key and nobody else's, while that key is in use."""
        async with self._storage.begin() as unit:
            stored = await unit.keys.find(key.user_id, key.id)
            if stored is None or stored.state != "active":
                return  # its owner hears why, from whoever suspended it
            say = await voice(unit, key.user_id)
            notice = await named(unit, say, key, tell(say))
            await unit.outbox.put(
                chat_id=key.user_id, user_id=key.user_id, kind="notice", text=notice.text,
                keyboard=notice.buttons, key=f"{what}:{key.id}",
            )  # fmt: skip
        self._sender.nudge()

    async def tell(
        self, key: ApiKey, what: str, tell: Tell, *, silent: bool = False, unless_off: str = ""
    ) -> None:
        """Tell a thing under its name; `unless_off` is the setting by which one declines it."""
        async with self._storage.begin() as unit:
            await self.put(unit, key, what, tell, silent=silent, unless_off=unless_off)
        self._sender.nudge()

    async def put(
        self, unit: Unit, key: ApiKey, what: str, tell: Tell, *, silent: bool, unless_off: str
    ) -> None:
        """The same within a transaction; whoever opened it nudges afterwards."""
        for each in await self.readers(unit, key, unless_off):
            await self.put_for(unit, each, what, tell, silent=silent)

    async def readers(self, unit: Unit, key: ApiKey, unless_off: str) -> list[ApiKey]:
        """Everybody who has the account and did not decline."""
        return [
            each
            for each in await same_account(unit, key)
            if not unless_off or await unit.settings.get(each.user_id, unless_off, True)
        ]

    async def put_for(
        self, unit: Unit, each: ApiKey, what: str, tell: Tell, *, silent: bool
    ) -> None:  # fmt: skip
        """For one of those who have the account."""
        say = await voice(unit, each.user_id)
        notice = await named(unit, say, each, tell(say))
        await unit.outbox.put(
            chat_id=each.user_id, user_id=each.user_id, kind="notice",
            text=notice.text, keyboard=notice.buttons, silent=silent,
            key=f"{what}:{each.environment}:{uid(each)}:{each.user_id}",
        )  # fmt: skip

    def nudge(self) -> None:
        self._sender.nudge()
