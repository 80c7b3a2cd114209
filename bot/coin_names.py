"""What people call the largest coins, where the exchange knows letters only."""

ASSETS = {
    "aave": "AAVE", "algorand": "ALGO", "aptos": "APT", "arbitrum": "ARB", "avalanche": "AVAX",
    "binancecoin": "BNB", "bitcoin": "BTC", "cardano": "ADA",
    "chainlink": "LINK", "cosmos": "ATOM", "dogecoin": "DOGE", "ether": "ETH", "ethereum": "ETH",
    "ethena": "ENA", "filecoin": "FIL", "hedera": "HBAR", "internetcomputer": "ICP",
    "litecoin": "LTC", "monero": "XMR", "nearprotocol": "NEAR", "optimism": "OP",
    "pancakeswap": "CAKE", "polkadot": "DOT", "polygon": "POL", "ripple": "XRP",
    "shiba": "SHIB", "shibainu": "SHIB", "solana": "SOL", "stellar": "XLM", "toncoin": "TON",
    "tron": "TRX", "uniswap": "UNI", "vechain": "VET", "zcash": "ZEC",
}  # fmt: skip
"""Names in small letters and without blanks, and the assets that they are of."""
