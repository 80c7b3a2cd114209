"""Coins, and the networks they travel on."""

from decimal import Decimal

from binance.models.base import Model


class Network(Model):
    """The terms of one network of a coin.

    `withdraw_tag` says whether an address there has a tag (or memo); where it is false a
    withdrawal with one is refused. Amounts must be multiples of `withdraw_integer_multiple`.
    """

    network: str
    coin: str
    name: str
    is_default: bool
    deposit_enable: bool
    withdraw_enable: bool
    deposit_desc: str
    withdraw_desc: str
    special_tips: str
    special_withdraw_tips: str
    reset_address_status: bool
    address_regex: str
    memo_regex: str
    withdraw_integer_multiple: Decimal
    withdraw_fee: Decimal
    withdraw_min: Decimal
    withdraw_max: Decimal
    withdraw_internal_min: Decimal
    deposit_dust: Decimal
    min_confirm: int
    un_lock_confirm: int
    same_address: bool
    withdraw_tag: bool
    estimated_arrival_time: int
    """In minutes."""
    busy: bool
    contract_address_url: str
    contract_address: str
    denomination: int | None = None
    """How many of the chain's coins one of this name is: 1,000,000 for 1MBABYDOGE."""


class Coin(Model):
    """A coin, what one has of it in the spot wallet, and its networks."""

    coin: str
    name: str
    deposit_all_enable: bool
    withdraw_all_enable: bool
    free: Decimal
    locked: Decimal
    freeze: Decimal
    withdrawing: Decimal
    ipoing: Decimal
    ipoable: Decimal
    storage: Decimal
    is_legal_money: bool
    trading: bool
    network_list: tuple[Network, ...]
