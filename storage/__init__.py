"""What the bot remembers: SQLite behind repositories, secrets behind a vault."""

from storage.actions import Action, Origin
from storage.alerts import Alert, AlertCursor, AlertState, Awaits, Waiting
from storage.api_key import ApiKey, KeyKindName, KeyState, Suspension
from storage.audit import Chain, Entry, origin
from storage.bans import Ban
from storage.cancellations import Cancellation
from storage.chain import audited
from storage.database import Storage, backup, migrate
from storage.errors import (
    AccountTaken,
    AlreadyRunning,
    LabelTaken,
    PairGone,
    StorageError,
    VaultError,
)
from storage.fills import Fill, FillCursor, Market, OrderPlace
from storage.fundings import FundingCursor, FundingPaid
from storage.guards import GuardChoice, GuardRaise, Standing
from storage.inbox import Update
from storage.incomes import Income
from storage.keys import OpenedKey
from storage.orders import OrderIntent, OrderState, Outcome
from storage.outbox import Message, MessageKind, MessageState
from storage.questions import Question
from storage.repository import utc_now
from storage.rotation import Rotated, rotate, rotate_backup, standing
from storage.sealed import listed
from storage.settings import EVERYBODY, Setting
from storage.step_up import SecondFactor
from storage.stops import Stop, Sweep, SweepState
from storage.tellings import OrderTelling
from storage.tickets import Ticket, TicketState
from storage.trades import Owner, Reading, Trade, Which
from storage.turnovers import Turnover
from storage.unit import Unit
from storage.users import User, UserStatus
from storage.vault import Vault
from storage.verdicts import VerdictLeg

__all__ = [
    "EVERYBODY",
    "AccountTaken",
    "Action",
    "Alert",
    "AlertCursor",
    "AlertState",
    "AlreadyRunning",
    "ApiKey",
    "Awaits",
    "Ban",
    "Cancellation",
    "Chain",
    "Entry",
    "Fill",
    "FillCursor",
    "FundingCursor",
    "FundingPaid",
    "GuardChoice",
    "GuardRaise",
    "Income",
    "KeyKindName",
    "KeyState",
    "LabelTaken",
    "Market",
    "Message",
    "MessageKind",
    "MessageState",
    "OpenedKey",
    "OrderIntent",
    "OrderPlace",
    "OrderState",
    "OrderTelling",
    "Origin",
    "Outcome",
    "Owner",
    "PairGone",
    "Question",
    "Reading",
    "Rotated",
    "SecondFactor",
    "Setting",
    "Standing",
    "Stop",
    "Storage",
    "StorageError",
    "Suspension",
    "Sweep",
    "SweepState",
    "Ticket",
    "TicketState",
    "Trade",
    "Turnover",
    "Unit",
    "Update",
    "User",
    "UserStatus",
    "Vault",
    "VaultError",
    "VerdictLeg",
    "Waiting",
    "Which",
    "audited",
    "backup",
    "listed",
    "migrate",
    "origin",
    "rotate",
    "rotate_backup",
    "standing",
    "utc_now",
]
