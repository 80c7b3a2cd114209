"""Answers of COIN-M futures: contracts of a fixed worth in dollars, paid in the coin itself."""
