"""An update that Telegram sends again, because the bot ended before it could say that it has it."""

from contextlib import asynccontextmanager
from datetime import UTC, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from binance.errors import Unreachable
from bot.alerts import grammar
from bot.i18n import Say
from handlers import alerts
from storage import Alert

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


class Chat:
    """Where the answer is sent."""

    id, type = 1001, "private"

    def __init__(self) -> None:
        self.heard: list[str] = []

    async def send_message(self, text: str, **_more: Any) -> None:
        self.heard.append(text)


class Stored:
    """The alert that update 77 has made."""

    def __init__(self, alert: Alert) -> None:
        self._alert, self.alerts = alert, self

    async def made_by(self, user_id: int, update_id: int) -> Alert | None:
        return self._alert if (user_id, update_id) == (1001, 77) else None

    @asynccontextmanager
    async def read(self) -> Any:
        yield self


class Away:
    """Binance, of which nothing is known since the start."""

    async def symbols(self) -> None:
        raise Unreachable("no way")


async def handled(update_id: int, alert: Alert) -> list[str]:
    chat = Chat()
    update: Any = SimpleNamespace(
        update_id=update_id, callback_query=None, effective_chat=chat,
        effective_user=SimpleNamespace(id=1001),
    )  # fmt: skip
    unknown = SimpleNamespace(value=lambda _measure: None, last_known=lambda _symbol: None)
    services = SimpleNamespace(
        storage=Stored(alert), binance=Away(), alerts=unknown, prices=unknown,
        now=lambda: NOON, started_at=NOON,
    )  # fmt: skip
    context: Any = SimpleNamespace(
        person=SimpleNamespace(id=1001), say=Say("en"), services=services,
        args=["btc", ">", "70000"],
    )  # fmt: skip
    await alerts.alert(update, context)
    return chat.heard


@pytest.mark.parametrize(
    ("state", "said"), [("armed", "🔔 I will tell you when"), ("fired", "✅ It has fired")]
)
async def test_what_it_made_is_said_though_binance_is_away(
    state: Any, said: str, listing: Any
) -> None:
    wish = grammar.parse("btc > 70000", await listing.symbols(), now=NOON)
    alert = Alert(
        id=7, user_id=1001, environment="sandbox", symbol="BTCUSDT",
        wish=wish.model_dump(mode="json"), state=state, source="", measure="", relation=">",
        level=Decimal(70000), awaits="above", primed=True, position=1, armed_at=NOON,
        quiet_until=None, expires_at=None, wakes_at=None, fired_at=None, fired_value=None,
        crossed_at=None, times_fired=0, update_id=77,
    )  # fmt: skip

    (heard,) = await handled(77, alert)

    assert said in heard
    with pytest.raises(Unreachable):
        await handled(78, alert)
