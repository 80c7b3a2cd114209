"""What USD-M and COIN-M futures have in common: the same account, the same rules."""
