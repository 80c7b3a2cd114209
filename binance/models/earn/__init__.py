"""Answers of Simple Earn, BFUSD and RWUSD."""
