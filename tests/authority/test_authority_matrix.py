"""Who may do what: every command and every button, by everybody, in every manner, everywhere.

`AUTHORITY_SHARE=1` tries all cells; otherwise it is one of so many, and those that matter most.
"""

import inspect
import os
import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
from authority import updates
from authority.cast import Cast
from authority.matrix import all_rules, play_menu, play_rules
from authority.people import OWNER, STANDINGS
from authority.rules import COMMANDS, TAPS
from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler

import handlers
from handlers import trade
from handlers.access import Gate

pytestmark = pytest.mark.virtual_time

PARTS = 4
SHARE = int(os.environ.get("AUTHORITY_SHARE", "5"))


def test_every_command_has_a_rule() -> None:
    assert COMMANDS.keys() == handlers.COMMANDS.keys()
    for name, rules in COMMANDS.items():
        assert all(rule.tried.split()[0] == f"/{name}" for rule in rules)


async def test_every_button_has_a_rule(cast: Cast) -> None:
    tapped = [cast.named(rule.tried) for rule in TAPS]

    reached = {
        next((pattern for pattern in handlers.TAPS if re.fullmatch(pattern, data)), data)
        for data in tapped
    }

    assert reached == handlers.TAPS.keys()


def test_there_is_no_way_in_beside_those_of_the_tables() -> None:
    ways = [type(one) for group in handlers.routes().values() for one in group]

    assert ways.count(CommandHandler) == len(handlers.COMMANDS)
    assert ways.count(CallbackQueryHandler) == len(handlers.TAPS) + 3  # `go`, and what is foreign
    assert len(ways) - len(handlers.COMMANDS) - len(handlers.TAPS) == 9


@pytest.mark.parametrize("part", range(PARTS))
async def test_nothing_comes_of_it_but_what_the_rules_say(cast: Cast, part: int) -> None:
    count, wrong = await play_rules(cast, all_rules()[part::PARTS], SHARE)

    assert wrong == []
    assert count > 2000 / SHARE


async def test_the_menus_buttons_do_no_more_than_their_commands(cast: Cast) -> None:
    _, wrong = await play_menu(cast, SHARE)

    assert wrong == []


@pytest.mark.parametrize("where", updates.PLACES)
async def test_who_leaves_the_bot_is_noted_as_gone_and_nobody_else(cast: Cast, where: str) -> None:
    for who in STANDINGS:
        came = await cast.stage.happens(updates.left(who, where))
        cast.stage.as_before()

        assert came.rows <= {("users", who)}
        assert not came.calls
        assert not came.told


async def _anybodys(update: Update, context: Any) -> None:
    """A confirmation that looks at the ticket alone, and not at who taps."""
    tap = replace(trade.tap_of(update, context), user_id=OWNER, chat_id=OWNER)
    await context.services.trading.place(tap)


class _Lenient(Gate):
    """Tells people that they were not admitted, and lets them in."""

    async def _not_admitted(self, update: Any, context: Any) -> None: ...


def _found(cast: Cast, handling: Any) -> Any:
    """The handler of the running bot that leads there."""
    groups = cast.stage.app.handlers.values()
    return next(one for group in groups for one in group if one.callback is handling)


def _gate(cast: Cast) -> Any:
    return cast.stage.app.handlers[-2][0]


@pytest.mark.parametrize(
    ("tried", "find", "planted", "broken"),
    [
        ("/balance", lambda cast: _found(cast, handlers.COMMANDS["balance"]), None, "group"),
        ("/delkey", lambda cast: _found(cast, handlers.COMMANDS["delkey"]), None, "group"),
        ("user:<bob>:block", lambda cast: _found(cast, handlers.users.ask), None, "other"),
        ("t:<buy>", lambda cast: _found(cast, trade.confirm), _anybodys, "other"),
        ("/keys", _gate, _Lenient(lambda: 0.0), "blocked"),
    ],
    ids=["balance", "delkey", "block", "confirm", "gate"],
)
async def test_a_hole_is_found(
    cast: Cast,
    tried: str,
    find: Callable[[Cast], Any],
    planted: Callable[..., Awaitable[None]] | None,
    broken: str,
) -> None:
    handler = find(cast)
    handler.callback = planted or inspect.unwrap(handler.callback)

    rules = [rule for rule in all_rules() if rule.tried == tried]
    _, wrong = await play_rules(cast, rules, 3)

    assert [one for one in wrong if broken in one]
