"""Codes of an authenticator app (RFC 6238), and codes for when the app is lost."""

import hashlib
import re
import secrets
from base64 import b32encode
from datetime import datetime
from io import BytesIO

import segno
from pyotp import HOTP, TOTP, random_base32
from pyotp.utils import strings_equal

STEP = 30  # seconds that a code stands for
DRIFT = 1  # steps that the clock of a phone may be off
RECOVERY_CODES = 8
_DIGITS = re.compile(r"[0-9]{3} ?[0-9]{3}", re.ASCII)
_RECOVERY = re.compile(r"[A-Z2-7]{4}(?:-[A-Z2-7]{4}){3}", re.ASCII)
_PIXELS = 8  # of the picture for each module of the QR code


def new_secret() -> str:
    """160 random bits, as authenticator apps take them."""
    return random_base32()


def step_at(now: datetime) -> int:
    return int(now.timestamp()) // STEP


def step_of(secret: str, code: str, now: datetime, *, after: int) -> int | None:
    """Find the step of time whose code this is; None when there is none after the last used."""
    current = step_at(now)
    for step in range(current - DRIFT, current + DRIFT + 1):
        if step > after and strings_equal(HOTP(secret).at(step), code):
            return step
    return None


def digits(text: str) -> str | None:
    """Six digits, perhaps in two groups as apps show them; None for anything else."""
    text = text.strip()
    return text.replace(" ", "") if _DIGITS.fullmatch(text) else None


def recovery(text: str) -> str | None:
    """A recovery code in whatever case; None for anything else."""
    text = text.strip().upper()
    return text if _RECOVERY.fullmatch(text) else None


def new_recovery_codes() -> list[str]:
    """80 random bits each: too many to be guessed even from their hashes."""
    return [_grouped(b32encode(secrets.token_bytes(10)).decode()) for _ in range(RECOVERY_CODES)]


def digest(user_id: int, recovery_code: str) -> str:
    """What is kept of a recovery code: of 80 random bits a quick hash tells nothing."""
    return hashlib.sha256(f"{user_id}:{recovery_code}".encode()).hexdigest()


def picture(secret: str, *, name: str, issuer: str) -> bytes:
    """Draw the QR code that authenticator apps scan, as PNG."""
    uri = TOTP(secret).provisioning_uri(name=name, issuer_name=issuer)
    drawn = BytesIO()
    segno.make(uri, error="m", micro=False).save(drawn, kind="png", scale=_PIXELS)
    return drawn.getvalue()


def _grouped(letters: str) -> str:
    return "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))
