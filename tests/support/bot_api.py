"""Checks values against the Bot API's own description, where that is at hand."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

DOCUMENT = Path(__file__).parents[3] / "shared" / "telegram" / "api.json"
ARRAY = "Array of "
ALSO = {  # described, but missing from the document's own lists of subtypes
    "RichBlock": [
        "RichBlockButtons",
        "RichBlockDocument",
        "RichBlockExpandableBlockQuotation",
    ],
    "RichText": ["RichTextButton"],
}
PLAIN: dict[str, tuple[type, ...]] = {
    "Integer": (int,),
    "String": (str,),
    "Boolean": (bool,),
    "True": (bool,),
    "Float": (int, float),
}


@dataclass
class BotApi:
    """The methods and types of the document; counts the objects it has looked at."""

    methods: dict[str, Any]
    types: dict[str, Any]
    objects: int = 0
    complaints: list[str] = field(default_factory=list)

    @classmethod
    def read(cls) -> "BotApi":
        document = json.loads(DOCUMENT.read_text())
        return cls(document["methods"], document["types"])

    def check_answer(self, method: str, result: Any) -> None:
        self.complaints += self._wrong(result, self.methods[method]["returns"], method)

    def check_update(self, update: Any) -> None:
        self.complaints += self._wrong(update, ["Update"], "update")

    def _wrong(self, value: Any, types: list[str], where: str) -> list[str]:
        """What is wrong with the value; of several types the one that fits best is meant."""
        found = [self._wrong_as(value, one, where) for one in types]
        return min(found, key=len)

    def _wrong_as(self, value: Any, name: str, where: str) -> list[str]:
        if name.startswith(ARRAY):
            if not isinstance(value, list):
                return [f"{where}: {value!r} is no array", ""]
            inner = [name.removeprefix(ARRAY)]
            return [
                wrong
                for at, each in enumerate(value)
                for wrong in self._wrong(each, inner, f"{where}[{at}]")
            ]
        if name in PLAIN:
            return [] if _is_plain(value, name) else [f"{where}: {value!r} is no {name}", ""]
        kind = self.types[name]
        if kind.get("subtypes"):
            return self._wrong(value, kind["subtypes"] + ALSO.get(name, []), where)
        return self._wrong_object(value, name, where)

    def _wrong_object(self, value: Any, name: str, where: str) -> list[str]:
        if not isinstance(value, dict):
            return [f"{where}: {value!r} is no {name}", ""]
        self.objects += 1
        fields = {one["name"]: one for one in self.types[name]["fields"]}
        wrong = [f"{where}: {name} has no field {one}" for one in value.keys() - fields.keys()]
        for one in fields.values():
            if one["name"] in value:
                inner = f"{where}.{one['name']}"
                wrong += self._wrong(value[one["name"]], one["types"], inner)
                wrong += _wrong_kind(value, one, inner)
            elif one["required"]:
                wrong.append(f"{where}: {name} lacks {one['name']}")
        return wrong


def _is_plain(value: Any, name: str) -> bool:
    if name == "True":
        return value is True
    return isinstance(value, PLAIN[name]) and isinstance(value, bool) is (name == "Boolean")


def _wrong_kind(value: dict[str, Any], one: dict[str, Any], where: str) -> list[str]:
    """Whether a `type` or `status` is the only one this object can have."""
    _, always, constant = one["description"].partition(", always ")
    if always and constant.strip("'\"“”.") != value[one["name"]]:
        return [f"{where}: {value[one['name']]!r} should be {constant}"]
    return []
