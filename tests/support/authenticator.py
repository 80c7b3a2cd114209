"""A person's authenticator app, as somebody uses it who sets up a second factor in the chat."""

import asyncio
import re
import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from pyotp import TOTP
from world import Person

Message = dict[str, Any]


@dataclass
class Phone:
    """A person's authenticator app, a step ahead of the clock where a code was used already."""

    person: Person
    secret: str = ""
    last: int = 0

    def code(self) -> str:
        """The next code that has not been used; there are two without waiting."""
        now = int(time.time()) // 30
        self.last = max(self.last + 1, now)
        assert self.last <= now + 1
        return TOTP(self.secret).at(self.last * 30)

    async def turns_on(self) -> Message:
        """Set up; the message with the recovery codes."""
        await self.shown()
        await self.person.writes(self.code())
        return await self.person.hears("Recovery codes")

    async def shown(self) -> Message:
        """Begin to set up, and read the secret as text, as on one phone; the picture."""
        await self.person.taps(await self.person.says("/secure"), "🔐 Set it up")
        picture = await self.person.hears("Scan this")
        await self.person.taps(picture, "I cannot scan it")
        told = await self.person.hears("by hand")
        self.secret = secret_in(told)
        return picture


def secret_in(told: Message) -> str:
    """What the app is given by hand."""
    return str(re.findall(r"\b[A-Z2-7]{32}\b", told["text"])[0])


async def an_hour_passes(person: Person) -> None:
    """The code that was given last is no longer fresh; beside the loop, in which the bot writes."""

    def write() -> None:
        path = person.world.plan.database_url.partition("///")[2]
        with closing(sqlite3.connect(path, timeout=5)) as writing, writing:
            writing.execute("UPDATE second_factors SET passed_at = passed_at - 3600000000")

    await asyncio.to_thread(write)
