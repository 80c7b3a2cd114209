"""Answers of the futures, USD-M and COIN-M, and the words they share."""
