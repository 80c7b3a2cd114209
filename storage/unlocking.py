"""Whether the encryption keys fit the database, found out before anything is done with it."""

import logging
from typing import TYPE_CHECKING

from storage.errors import VaultError
from storage.settings import EVERYBODY
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
        await unit.settings.set(EVERYBODY, "vault.keys", list(vault.key_ids))
        bare = await unit.sealed.without_envelope()
    unopened = [one for one in bare if not await _enveloped(storage, one)]
    if unopened and unopened == bare:
        raise VaultError(UNOPENED)
    if unopened:
        log.error("the accounts of %d people do not open with any encryption key", len(unopened))


async def _enveloped(storage: "Storage", user_id: int) -> bool:
    try:
        async with storage.begin() as unit:
            await unit.sealed.renew(user_id)
    except VaultError:
        return False  # tampered with: it is refused when it is to be used, and its owner told
    return True
