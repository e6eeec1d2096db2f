"""How often something may be done: counted per key in fixed windows, in this process."""

import time
from dataclasses import dataclass, field

from .errors import TooMany


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` in `seconds`."""

    name: str
    most: int
    seconds: int


@dataclass(slots=True)
class Count:
    remaining: int
    resets_at: float


@dataclass(slots=True)
class Counter:
    """Counts of one process; bounded, the oldest windows are forgotten."""

    on: bool = True
    _counts: dict[tuple[str, str], tuple[float, int]] = field(default_factory=dict)

    def take(self, limit: Limit, key: str) -> Count:
        """Count one. Raises `TooMany` once the window is full."""
        now = time.time()
        start, used = self._counts.get((limit.name, key), (now, 0))
        if now - start >= limit.seconds:
            start, used = now, 0
        if self.on and used >= limit.most:
            raise TooMany(wait=start + limit.seconds - now)
        if len(self._counts) > 100_000:
            self._counts = {k: v for k, v in self._counts.items() if now - v[0] < limit.seconds}
        self._counts[limit.name, key] = (start, used + 1)
        return Count(max(limit.most - used - 1, 0), start + limit.seconds)
