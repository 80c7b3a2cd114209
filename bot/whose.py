"""Of which account a message is, and to whom it goes."""

from bot.accounts import uid
from bot.i18n import Say, lines
from bot.key_notices import of_account
from bot.notices import Notice
from storage import ApiKey, Unit


async def label_if_several(unit: Unit, key: ApiKey) -> str | None:
    """The label as it is now, where the person has more than one account."""
    accounts = await unit.keys.accounts(key.user_id, key.environment)
    if len(accounts) < 2:
        return None
    return next((one.label for one in accounts if one.id == key.id), key.label)


async def named(unit: Unit, say: Say, key: ApiKey, notice: Notice) -> Notice:
    """A notice that says of which account it is, where that is a question."""
    label = await label_if_several(unit, key)
    if label is None:
        return notice
    return Notice(lines(notice.text, of_account(say, label)), notice.buttons)


async def same_account(unit: Unit, key: ApiKey) -> list[ApiKey]:
    """All keys, of whomever, that read the account of this one: everybody hears of it."""
    if key.account_uid is None:
        return [key]
    return await unit.keys.of_account(key.environment, uid(key))
