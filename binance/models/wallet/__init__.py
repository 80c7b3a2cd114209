"""Answers of the wallet API."""

from binance.models.wallet.account import ApiRestrictions

__all__ = ["ApiRestrictions"]
