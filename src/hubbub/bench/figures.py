"""What must be true, and what was reached beside it."""

from typing import Any

from .answers import ANSWERS
from .pages import PAGES

# name: (what must be true, its unit, whether more is better)
WANTED: dict[str, tuple[float, str, bool]] = {
    "home_warm_per_core": (4000, "requests/s a core", True),
    "home_cold_per_core": (1500, "requests/s a core", True),
    "home_share_of_constant": (0.4, "share", True),
    "post_per_core": (400, "posts/s a core", True),
    "fanout_us_per_follower": (6, "µs of CPU", False),
    "fanout_100k_s": (2, "s", False),
    "inbox_per_core": (500, "activities/s a core", True),
    "scheduled_p99_s": (2, "s", False),
    "delivery_per_core": (700, "deliveries/s a core", True),
    "delivery_10k_s": (60, "s", False),
    "delivery_10k_api_p95_ms": (300, "ms", False),
    "black_holed_ratio": (1.3, "times", False),
    "inbound_100k_memory_mb": (20, "MB", False),
    "hostile_peer_worker_s": (30, "s of CPU", False),
    "hostile_peer_wait_s": (2, "s", False),
    "search_p95_ms": (20, "ms", False),
    **{f"{name}_share": (1, "of its budget", False) for name in ANSWERS},
    **{f"{name}_share": (2, "times", False) for name in (*PAGES, "unseen_page")},
    "stream_kb": (20, "KB", False),
    "stream_broadcast_ms": (200, "ms", False),
    "first_run_s": (10, "s", False),
    "start_s": (3, "s", False),
    "idle_mb": (400, "MB", False),
}


def table(figures: dict[str, Any]) -> str:
    """What must be true, beside what was reached."""
    lines = [f"{'figure':<26}{'at least':>12}{'reached':>12}  "]
    for name, (wanted, unit, more) in WANTED.items():
        reached = figures.get(name, {}).get("value") if isinstance(figures.get(name), dict) else None
        if reached is None:
            lines.append(f"{name:<26}{wanted:>12,}{'—':>12}  not measured yet")
            continue
        good = reached >= wanted if more else reached <= wanted
        lines.append(f"{name:<26}{wanted:>12,}{reached:>12,}  {'yes' if good else 'NO '} ({unit})")
    return "\n".join(lines)
