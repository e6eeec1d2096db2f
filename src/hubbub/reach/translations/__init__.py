"""A post in another language, by a service that the owner of the server has named."""

from .translations import (
    NotForAll,
    NoTranslator,
    SilentTranslator,
    Translation,
    enabled,
    languages,
    translate,
)

__all__ = [
    "NoTranslator",
    "NotForAll",
    "SilentTranslator",
    "Translation",
    "enabled",
    "languages",
    "translate",
]
