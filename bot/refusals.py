"""Why the bot does not do something: a sentence for the person, raised where it is noticed."""


class Refused(Exception):
    """What was asked cannot be done; `text` is a sentence to be translated and filled."""

    def __init__(self, text: str, /, **values: object) -> None:
        super().__init__(text)
        self.text, self.values = text, values


class NoKey(Refused):
    """The person has not connected an account that can be used."""


class Misunderstood(Refused):
    """What was written does not say what is needed; the sentence shows how it would."""


class Unlisted(Misunderstood):
    """A symbol is not among those that are known to be traded."""
