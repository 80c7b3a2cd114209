"""Whether the encryption keys fit the database, found out before anything is done with it."""

import logging
from typing import TYPE_CHECKING

from storage.errors import VaultError
from storage.sealed import listed
from storage.settings import EVERYBODY
from storage.unit import Unit
from storage.vault import UNOPENED, Vault

if TYPE_CHECKING:
    from storage.database import Storage

log = logging.getLogger(__name__)


async def envelop(storage: "Storage", vault: Vault) -> None:
    """Refuse encryption keys that do not fit; give data keys to accounts of older versions.

    Ended early, the next start goes on where it was: each person is one transaction.
    """
    async with storage.begin() as unit:
        for kid in (await unit.sealed.data_keys()).keys() - vault.key_ids:
            raise VaultError(
                f"Accounts are sealed with encryption key {kid}, which ENCRYPTION_KEYS does not "
                "hold: put it back, behind the newest"
            )
        await _fit_others(unit, vault)
        await unit.settings.set(EVERYBODY, "vault.keys", list(vault.key_ids))
        bare = await unit.sealed.without_envelope()
    unopened = [one for one in bare if not await _enveloped(storage, one)]
    if unopened and unopened == bare:
        raise VaultError(UNOPENED)
    if unopened:
        log.error("the accounts of %d people do not open with any encryption key", len(unopened))


async def _fit_others(unit: Unit, vault: Vault) -> None:
    """What people keep beside their accounts does not name its key; the last start had it."""
    unopened = await unit.sealed.unopened_others()
    if not unopened:
        return
    names = listed(unopened)
    had: list[str] = await unit.settings.get(EVERYBODY, "vault.keys", [])
    if gone := [kid for kid in had if kid not in vault.key_ids]:
        raise VaultError(
            f"No encryption key opens {names}; ENCRYPTION_KEYS held {', '.join(gone)} before: put "
            "it back, behind the newest, and run: main.py keys rotate"
        )
    log.error("no encryption key opens %s", names)  # tampered with: refused when it is to be used


async def _enveloped(storage: "Storage", user_id: int) -> bool:
    try:
        async with storage.begin() as unit:
            await unit.sealed.renew(user_id)
    except VaultError:
        return False  # tampered with: it is refused when it is to be used, and its owner told
    return True
