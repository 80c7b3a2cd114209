"""An offline Telegram: the Bot API for bots, a chat page for people, controls for tests."""

from sandbox.telegram.app import Telegram

__all__ = ["Telegram"]
