"""Alerts: what people want to be told of, and the engine that tells them."""

from bot.alerts.engine import LIMIT, AlertEngine

__all__ = ["LIMIT", "AlertEngine"]
