"""What the bot does, whoever asks: accounts, orders, alerts, notices, the application."""

import os

# python-telegram-bot tells pauses as timedeltas, its future way, only when asked to
os.environ.setdefault("PTB_TIMEDELTA", "1")
