"""Answers about the sub-accounts of a master account."""
