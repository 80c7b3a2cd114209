"""What a key may do at Binance, and what of that a key that we keep may do."""

from binance.models.wallet import ApiRestrictions as Rights

# Orders are placed on spot, margin and futures. Whatever else a key may do, it must not.
UNWANTED = {
    "enable_withdrawals": "Enable Withdrawals",
    "enable_internal_transfer": "Enable Internal Transfer",
    "permits_universal_transfer": "Permits Universal Transfer",
    "enable_vanilla_options": "Enable European Options",
    "enable_portfolio_margin_trading": "Enable Portfolio Margin Trading",
    "enable_fix_api_trade": "Enable FIX API Trade",
    "enable_fix_read_only": "Enable FIX API Read Only",
}
MOVES_MONEY = frozenset(list(UNWANTED)[:3])


def unwanted(rights: Rights) -> list[str]:
    """Name the rights that a key must not have, as Binance's page calls them."""
    return [label for right, label in UNWANTED.items() if getattr(rights, right)]


def moves_money(rights: Rights) -> bool:
    """Whether the key may take money out of the account."""
    return any(getattr(rights, right) for right in MOVES_MONEY)
