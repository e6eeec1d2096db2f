"""Apps that people let in, and the tokens they hold."""

from .apps import (
    OUT_OF_BAND,
    SCOPES,
    BadClient,
    BadGrant,
    BadScope,
    authorize,
    bearer,
    exchange,
    find_app,
    issue,
    makes,
    once,
    parse_scopes,
    register,
    revoke,
    same_secret,
    within,
)
from .store import App

__all__ = [
    "OUT_OF_BAND",
    "SCOPES",
    "App",
    "BadClient",
    "BadGrant",
    "BadScope",
    "authorize",
    "bearer",
    "exchange",
    "find_app",
    "issue",
    "makes",
    "once",
    "parse_scopes",
    "register",
    "revoke",
    "same_secret",
    "within",
]
