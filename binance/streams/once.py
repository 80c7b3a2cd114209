"""What may be done once."""


class Once:
    """Refuses to let anything run a second time.

    What was under way when a run ended is gone with it, and two at a time would share it.
    """

    def __init__(self, what: str) -> None:
        self._what, self._begun = what, False

    def begin(self) -> None:
        """Raise `RuntimeError` from the second time on."""
        if self._begun:
            raise RuntimeError(f"{self._what}: run() was called before; make new ones to run again")
        self._begun = True
