"""The one clock that rules compare with. Tests move it; nothing else may."""

from datetime import UTC, datetime, timedelta

A_MINUTE = timedelta(minutes=1)


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
_ends: list[datetime] | None = None


def now() -> datetime:
    """The current time, aware, in UTC."""
    at = clock.now()
    if _ends is not None:
        _ends.append(at + A_MINUTE)
    return at


class timed:
    """When what is made in the block has to be made anew: whoever looks at the clock may say something else in a
    minute, or knows until when it `holds`. Nothing else may run meanwhile."""

    __slots__ = ("_outer",)

    def __enter__(self) -> list[datetime]:
        global _ends
        self._outer, ends = _ends, list[datetime]()
        _ends = ends
        return ends

    def __exit__(self, *_: object) -> None:
        global _ends
        _ends = self._outer


def holds(until: datetime) -> None:
    """What was said of the time is right until then."""
    if _ends is not None:
        _ends.append(until)


def iso(at: datetime) -> str:
    """ISO 8601 in UTC with milliseconds and `Z`: the form that client apps and peers agree on."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
