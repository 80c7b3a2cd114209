"""All cells of the matrix: each rule, by everybody, in every manner, everywhere."""

from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager
from itertools import product

from authority import updates
from authority.cast import Cast
from authority.judging import READ, Cell, faults
from authority.people import MAY_USE, OWNER, STANDINGS
from authority.rules import COMMANDS, TAPS, WORDS, Rule
from authority.stage import Effects
from handlers import COMMANDS as ROUTES


def is_tap(rule: Rule) -> bool:
    return rule in TAPS


def all_rules() -> list[Rule]:
    return [*(rule for rules in COMMANDS.values() for rule in rules), *TAPS, *WORDS]


def cells(rule: Rule, *, tap: bool, share: int, turn: int) -> Iterator[Cell]:
    """One of `share` cells, others in each turn, and always those that matter most."""
    come = updates.TAPS_COME if tap else updates.WORDS_COME
    for number, (who, (how, where)) in enumerate(product(STANDINGS, come), turn):
        cell = Cell(rule, who, how, where)
        if number % share == 0 or _matters(cell):
            yield cell


def _matters(cell: Cell) -> bool:
    """What whoever may use the bot says in their own chat, and its owner in a group."""
    if cell.how != updates.PLAIN or cell.who not in MAY_USE:
        return False
    return cell.where == updates.OWN or (cell.who == OWNER and cell.where in updates.GROUPS)


async def play_rules(cast: Cast, rules: Iterable[Rule], share: int = 1) -> tuple[int, list[str]]:
    """Try the cells of the rules; how many there were, and what was wrong."""
    count, wrong = 0, list[str]()
    for turn, rule in enumerate(rules):
        async with _prepared(cast, rule):
            for cell in cells(rule, tap=is_tap(rule), share=share, turn=turn):
                count += 1
                wrong += await _tried(cast, cell, cast.named(rule.tried), tap=is_tap(rule))
    return count, wrong


async def play_menu(cast: Cast, share: int = 1) -> tuple[int, list[str]]:
    """The buttons of the menu: each command once more, by a tap and without words behind it."""
    count, wrong = 0, list[str]()
    for turn, name in enumerate(ROUTES):
        for cell in cells(COMMANDS[name][0], tap=True, share=share, turn=turn):
            count += 1
            wrong += await _tried(cast, cell, f"go:{name}", tap=True, exactly=False)
    return count, wrong


@asynccontextmanager
async def _prepared(cast: Cast, rule: Rule) -> AsyncIterator[None]:
    for deed in rule.after:
        await cast.does(deed, rule.by)
    cast.stage.database.keep()
    yield
    cast.stage.database.forget()
    cast.stage.as_before()


async def _tried(
    cast: Cast, cell: Cell, said: str, *, tap: bool, exactly: bool = True
) -> Sequence[str]:
    come = updates.tap if tap else updates.words
    came = await cast.stage.happens(come(said, cell.who, cell.how, cell.where))
    wrong = faults(cell, came)
    if exactly and cell.is_right and _missing(cell, came):
        # the market moves: what was refused for its price may be taken a moment later
        cast.stage.as_before()
        came = await cast.stage.happens(come(said, cell.who, cell.how, cell.where))
        wrong += [*faults(cell, came), *_missing(cell, came)]
    if came.rows:
        cast.stage.as_before()
    if any(call.moves and call.whose == OWNER for call in came.calls):
        await cast.renew()
    about = f"{STANDINGS[cell.who]}, {cell.how}, {cell.where}: {said}"
    return [f"{about}: {one}" for one in wrong]


def _missing(cell: Cell, came: Effects) -> list[str]:
    """What the rule promises to whom it is made for, and did not come: else it shows nothing."""
    rule = cell.rule
    assert rule is not None
    own = {(table, cell.who) for table in rule.writes.split() if table not in READ}
    wrong = [f"{table} did not change: {came.told}" for table, _ in own - came.rows]
    others = {table for table, who in came.rows if who != cell.who}
    wrong += [f"{table} did not change" for table in set(rule.about.split()) - others]
    if rule.moves and not any(call.moves for call in came.calls):
        wrong.append("nothing moved")
    if not (came.told or rule.later):
        wrong.append("no answer")
    return wrong
