"""What users were told of their accounts, to be laid next to what the documents show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.support import binance_catalogue as documents
from tests.support.client_streams import unreadable_events
from tests.support.shapes import compare, shape
from tests.support.tour import Gathered

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping


class Told(Gathered):
    """A user's events by their types, next to samples, models and recordings together."""

    def __init__(self, product: str, events: Iterable[Any], *, never: Collection[str] = ()) -> None:
        super().__init__(product)
        self._entries = {each["event"]: each for each in documents.streams(product, "user")}
        self._never = never
        for event in events:
            self.answers[event["e"]].append(event)

    def offered(self) -> Collection[str]:
        return [name for name in self._entries if name not in self._never]

    def samples(self, name: str) -> list[Any]:
        entry = self._entries[name]
        sample = entry["sample"]
        recorded = [each for each in self.recordings().values() if each["e"] == name]
        return [sample.get("event", sample), documents.modelled(entry["fields"]), *recorded]

    def unreadable(self) -> list[str]:
        return unreadable_events(self.product, self.answers)

    def recordings(self) -> dict[str, Any]:
        return documents.fixtures("spot" if self.product == "spot" else "futures")

    def unlike_recordings(self, excused: Mapping[str, str]) -> list[str]:
        """Return what events lack that was recorded of the same event, each for itself.

        Excused are recordings of what does not happen here, or paths that are conditional.
        """
        found, compared = [], 0
        for name, recorded in self.recordings().items():
            alike = [each for each in self.answers[recorded["e"]] if _kind(each) == _kind(recorded)]
            found += [] if alike else [name]
            for event in alike:
                result = compare(shape(recorded), shape(event))
                compared += result.compared
                found += result.missing + result.other_type
        print(f"{compared} recorded fields compared")  # noqa: T201 - wanted: pytest -rP shows it
        return sorted(set(found) ^ set(excused))


def _kind(event: dict[str, Any]) -> tuple[Any, ...]:
    """Return what an event is about: which execution, in which state."""
    about = event.get("o", event) if event["e"] != "executionReport" else event
    return event["e"], about.get("x"), about.get("X")
