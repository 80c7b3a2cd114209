"""One transaction, with a repository for each subject."""

from sqlalchemy.ext.asyncio import AsyncSession

from storage.agreements import Agreements
from storage.alerts import Alerts
from storage.audit import Audit
from storage.bans import Bans
from storage.cancellations import Cancellations
from storage.fills import Fills
from storage.fundings import Fundings
from storage.guards import Guards
from storage.inbox import Inbox
from storage.incomes import Incomes
from storage.keys import Keys
from storage.orders import Orders
from storage.outbox import Outbox
from storage.questions import Questions
from storage.repository import Clock, Repository
from storage.sealed import Sealed
from storage.settings import Settings
from storage.step_up import SecondFactors
from storage.stops import Stops
from storage.tellings import Tellings
from storage.tickets import Tickets
from storage.trades import Trades
from storage.turnovers import Turnovers
from storage.users import Users
from storage.vault import Vault
from storage.verdicts import Verdicts


class Unit:
    """What is done through it happens wholly or not at all."""

    def __init__(self, session: AsyncSession, vault: Vault, now: Clock) -> None:
        self.users = Users(session, now)
        self.keys = Keys(session, now, vault)
        self.agreements = Agreements(session, now)
        self.sealed = Sealed(session, now, vault)
        self.alerts = Alerts(session, now)
        self.tickets = Tickets(session, now)
        self.questions = Questions(session, now)
        self.orders = Orders(session, now)
        self.fills = Fills(session, now)
        self.tellings = Tellings(session, now)
        self.verdicts = Verdicts(session, now)
        self.trades = Trades(session, now)
        self.incomes = Incomes(session, now)
        self.fundings = Fundings(session, now)
        self.inbox = Inbox(session, now)
        self.outbox = Outbox(session, now)
        self.audit = Audit(session, now)
        self.second_factors = SecondFactors(session, now, vault)
        self.settings = Settings(session, now)
        self.bans = Bans(session, now)
        self.guards = Guards(session, now)
        self.turnovers = Turnovers(session, now)
        self.stops = Stops(session, now)
        self.cancellations = Cancellations(session, now)

    @property
    def shredded(self) -> bool:
        """Whether secrets left the tables, whose traces must leave the log as well."""
        parts = vars(self).values()
        return any(one.shredded for one in parts if isinstance(one, Repository))
