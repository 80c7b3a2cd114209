"""Answers of staking: ETH, SOL, On-chain Yields and soft staking."""
