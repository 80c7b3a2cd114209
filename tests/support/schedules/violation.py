"""A promise that was not kept."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Violation:
    """`curable` while it is only something missing that may still come."""

    promise: str
    detail: str
    curable: bool = False

    def __str__(self) -> str:
        return f"{self.promise}: {self.detail}"
