"""What people do: write, tap, react, join and leave, open Mini Apps."""

from sandbox.telegram.people.places import Impossible

__all__ = ["Impossible"]
