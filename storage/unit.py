"""One transaction, with a repository for each subject."""

from sqlalchemy.ext.asyncio import AsyncSession

from storage.alerts import Alerts
from storage.audit import Audit
from storage.bans import Bans
from storage.fills import Fills
from storage.inbox import Inbox
from storage.keys import Keys
from storage.orders import Orders
from storage.outbox import Outbox
from storage.repository import Clock
from storage.settings import Settings
from storage.tickets import Tickets
from storage.users import Users
from storage.vault import Vault


class Unit:
    """What is done through it happens wholly or not at all."""

    def __init__(self, session: AsyncSession, vault: Vault, now: Clock) -> None:
        self.users = Users(session, now)
        self.keys = Keys(session, now, vault)
        self.alerts = Alerts(session, now)
        self.tickets = Tickets(session, now)
        self.orders = Orders(session, now)
        self.fills = Fills(session, now)
        self.inbox = Inbox(session, now)
        self.outbox = Outbox(session, now)
        self.audit = Audit(session, now)
        self.settings = Settings(session, now)
        self.bans = Bans(session, now)
