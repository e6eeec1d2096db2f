"""The one clock that rules compare with. Tests move it; nothing else may."""

from datetime import UTC, datetime, timedelta


class Clock:
    """Wall time, shifted by `offset`: zero but in tests."""

    __slots__ = ("offset",)

    def __init__(self) -> None:
        self.offset = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.offset

    def forward(self, by: timedelta) -> None:
        self.offset += by


clock = Clock()


def now() -> datetime:
    """The current time, aware, in UTC."""
    return clock.now()


def iso(at: datetime) -> str:
    """ISO 8601 in UTC with milliseconds and `Z`: the form that client apps and peers agree on."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
