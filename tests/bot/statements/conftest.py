"""An account with a past, for who reads it."""

from typing import Any

import pytest
from pretend_past import Setting

from storage import Storage


@pytest.fixture
def setting(storage: Storage, clock: Any) -> Setting:
    return Setting(storage, clock)
