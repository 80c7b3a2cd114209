"""What storage refuses to do.

StorageError           the sentence says what is wrong and what helps
├── AlreadyRunning     another process has the database
├── AccountTaken       somebody else's active key reads the same Binance account
├── LabelTaken         another account of the person is called so
└── PairGone           the key pair expired or was replaced while its owner was away
VaultError             a sealed secret is not what it claims to be
"""


class StorageError(Exception):
    pass


class AlreadyRunning(StorageError):
    pass


class AccountTaken(StorageError):
    pass


class LabelTaken(StorageError):
    pass


class PairGone(StorageError):
    pass


class VaultError(Exception):
    pass
