"""Refusals: why a person may not have what they asked for, in a sentence they can read.

A room subclasses one of the five kinds and writes the sentence as the docstring, or gives one with its values:
`Invalid("At most {most} posts.", most=5)`. Doors turn a kind into their own protocol's answer; nothing here knows of
HTTP. `sentence` is in English, as apps are told; `said` knows what it was before its values were filled in, so that a
page can say it in its reader's language.
"""

from .words import Said


class Refusal(Exception):
    """This cannot be done."""

    def __init__(self, sentence: str | None = None, *, field: str | None = None, **values: object) -> None:
        self.said = Said(sentence or (self.__doc__ or "").strip() or "This cannot be done.", values)
        self.sentence = str(self.said)
        self.field = field
        super().__init__(self.sentence)


class NotFound(Refusal):
    """There is nothing here, or it is not for you to see."""


class NotAllowed(Refusal):
    """You may not do this."""


class Invalid(Refusal):
    """Something in the request is not as it should be."""


class Conflict(Refusal):
    """This is no longer possible as things stand."""


class TooMany(Refusal):
    """That was too much at once. Please wait a little."""

    def __init__(self, sentence: str | None = None, *, wait: float = 60.0, **values: object) -> None:
        super().__init__(sentence, field=None, **values)
        self.wait = wait


class Unavailable(Exception):
    """The database (or another part we stand on) does not answer just now; the same request may succeed soon."""


class Full(Unavailable):
    """The disk is full: nothing can be written until there is room."""
