"""What the bot remembers: SQLite behind repositories, secrets behind a vault."""

from storage.alerts import Alert, AlertCursor, AlertState, Awaits, Waiting
from storage.audit import Entry
from storage.bans import Ban
from storage.database import Storage, backup, migrate
from storage.errors import AccountTaken, AlreadyRunning, PairGone, StorageError, VaultError
from storage.fills import Fill, FillCursor, Market
from storage.inbox import Update
from storage.keys import ApiKey, KeyKindName, KeyState, OpenedKey
from storage.orders import OrderIntent, OrderState, Outcome
from storage.outbox import Message, MessageKind, MessageState
from storage.settings import EVERYBODY, Setting
from storage.tickets import Ticket, TicketState
from storage.unit import Unit
from storage.users import User, UserStatus
from storage.vault import Vault

__all__ = [
    "EVERYBODY",
    "AccountTaken",
    "Alert",
    "AlertCursor",
    "AlertState",
    "AlreadyRunning",
    "ApiKey",
    "Awaits",
    "Ban",
    "Entry",
    "Fill",
    "FillCursor",
    "KeyKindName",
    "KeyState",
    "Market",
    "Message",
    "MessageKind",
    "MessageState",
    "OpenedKey",
    "OrderIntent",
    "OrderState",
    "Outcome",
    "PairGone",
    "Setting",
    "Storage",
    "StorageError",
    "Ticket",
    "TicketState",
    "Unit",
    "Update",
    "User",
    "UserStatus",
    "Vault",
    "VaultError",
    "Waiting",
    "backup",
    "migrate",
]
