"""What is found out before a question about an order is asked."""

from collections.abc import Iterable

from bot.i18n import Html
from bot.intents import deed_in
from bot.services import Context
from handlers.views.asking import Before


async def beforehand(context: Context, symbols: Iterable[str], first: Html | None = None) -> Before:
    """Whether it would be a rehearsal, and which orders there have no known outcome yet."""
    services, person = context.services, context.person
    dry = await services.protection.guards.dry(person.id)
    async with services.storage.read() as unit:
        doubted = [
            one
            for symbol in sorted(set(symbols))
            for one in await unit.orders.doubted(person.id, services.environment, symbol)
        ]
    return Before(first, dry, [deed_in(one).sentence(context.say) for one in doubted])
