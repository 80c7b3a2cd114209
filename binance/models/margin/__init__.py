"""Answers of margin accounts: cross, which is one for everything, and isolated, one a symbol."""
