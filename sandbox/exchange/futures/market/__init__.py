"""The futures market: contracts that follow spot's prices, their marks and their funding."""
