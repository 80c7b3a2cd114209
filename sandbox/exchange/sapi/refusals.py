"""What the products of `/sapi` answer when they say no."""

from __future__ import annotations

from sandbox.exchange.wire.errors import ApiError


def not_enough() -> ApiError:
    return ApiError(-5002, "You have insufficient balance.")


def too_little() -> ApiError:
    return ApiError(-5007, "Quantity must be greater than zero.")


# Deposits and withdrawals


def no_such_coin() -> ApiError:
    return ApiError(-4018, "We don't have this asset.")


def bad_address() -> ApiError:
    return ApiError(-4007, "Address validation is not passed.")


def tag_not_supported() -> ApiError:
    return ApiError(-4106, "TAG_NOT_SUPPORTED_FOR_NETWORK")


def below_least_withdrawal(least: str) -> ApiError:
    return ApiError(-4022, f"Not less than the minimum pick-up quantity {least}.")


def withdrawal_not_covered() -> ApiError:
    return ApiError(-4026, "You have insufficient balance.")


def beyond_quota() -> ApiError:
    return ApiError(-4023, "Within 24 hours, the withdrawal exceeds the maximum amount.")


def beyond_ninety_days() -> ApiError:
    return ApiError(-4047, "Time interval must be within 0-90 days")


# Small balances


def not_dust(asset: str) -> ApiError:
    msg = f"The residual balances of {asset} have exceeded 0.001BTC, Please re-choose."
    return ApiError(-5004, msg)


def too_small_for_dust(asset: str) -> ApiError:
    return ApiError(-5005, f"The residual balances of {asset} is too low, Please re-choose.")


def not_owned() -> ApiError:
    return ApiError(-5003, "You don't have this asset.")


# Earning


def no_such_product() -> ApiError:
    return ApiError(-6003, "Product not exist or you don't have permission")


def below_least_purchase() -> ApiError:
    return ApiError(-6005, "Smaller than min purchase limit")


def beyond_personal_quota() -> ApiError:
    return ApiError(-6014, "Exceed up-limit allowed to purchased")


def purchase_not_covered() -> ApiError:
    return ApiError(-6012, "Balance not enough")


def bad_redemption() -> ApiError:
    return ApiError(-6006, "Redeem amount error")


# Margin


def no_margin_account() -> ApiError:
    return ApiError(-3003, "Margin account does not exist.")


def not_borrowable() -> ApiError:
    return ApiError(-3012, "Borrow is banned for this asset.")


def beyond_borrowable() -> ApiError:
    return ApiError(-3006, "Your borrow amount has exceed maximum borrow amount.")


def repays_too_much() -> ApiError:
    return ApiError(-3015, "Repay amount exceeds borrow amount.")


def repayment_not_covered() -> ApiError:
    return ApiError(-3041, "Balance is not enough")


def not_a_margin_asset() -> ApiError:
    return ApiError(-3027, "Not a valid margin asset.")


def not_a_margin_pair() -> ApiError:
    return ApiError(-3028, "Not a valid margin pair.")


def margin_pair_not_traded() -> ApiError:
    return ApiError(-3021, "Margin account are not allowed to trade this trading pair.")


# Sub-accounts


def main_account_only() -> ApiError:
    return ApiError(-4006, "Support main account only.")


def not_related() -> ApiError:
    return ApiError(-5021, "This parent sub have no relation")
