"""`python -m hubbub.bench.readme`: the last measurement, as the table in README.md.

It copies `build/bench.json` to `docs/figures.json`, so that the table and what it was made from are kept together.
"""

import json
import shutil
from pathlib import Path
from typing import Any

from .answers import ANSWERS
from .figures import WANTED
from .pages import PAGES

MARKS = ("<!-- figures -->\n", "<!-- /figures -->\n")

# What each figure is of, in the order of the table.
WORDS = {
    "home_warm_per_core": "home timeline, a reader who was here just now",
    "home_cold_per_core": "home timeline, a reader not seen before",
    "home_share_of_constant": "the first, beside a constant answer of the same size",
    "post_per_core": "publishing a post, its request",
    "fanout_us_per_follower": "a post landing with one follower here",
    "fanout_100k_s": "a post landing with 100,000 followers here",
    "inbox_per_core": "a signed activity from elsewhere, taken",
    "scheduled_p99_s": "how late a scheduled post goes out, 99 of 100, 100 of 500 due in one moment",
    "delivery_per_core": "an activity delivered to a server of its own",
    "delivery_10k_s": "a post to 10,000 servers that were never met before",
    "delivery_10k_api_p95_ms": "an answer of the API meanwhile, 95 of 100",
    "black_holed_ratio": "a post to 800 servers with 200 dead ones among them, beside without",
    "inbound_100k_memory_mb": "memory that 100,000 activities from elsewhere leave behind",
    "hostile_peer_worker_s": "what one hostile server costs in all",
    "hostile_peer_wait_s": "the longest that a post here lands meanwhile",
    "search_p95_ms": "search in 1,000,000 posts, 95 of 100",
    **{f"{name}_share": f"an answer of `{address}`" for name, address in ANSWERS.items()},
    **{f"{name}_share": f"the page `{page}` beside `{told}`" for name, (page, told) in PAGES.items()},
    "unseen_page_share": "a profile's page whose posts nobody has looked at, beside the API's answer about another's",
    "stream_kb": "memory of one open stream",
    "stream_broadcast_ms": "an event to 5,000 open streams",
    "first_run_s": "the first start, until the first page",
    "start_s": "a later start",
    "idle_mb": "memory of everything, idle",
}


def table(figures: dict[str, Any]) -> str:
    """The figures as Markdown, each beside what it has to be; what was not measured says so."""
    lines = ["| | must be | is | |", "|---|---:|---:|---|"]
    for name, words in WORDS.items():
        wanted, unit, more = WANTED[name]
        reached = figures.get(name, {}).get("value")
        bound = f"{'at least' if more else 'at most'} {wanted:,g}"
        lines.append(f"| {words} | {bound} | {'not measured yet' if reached is None else _plain(reached)} | {unit} |")
    if "machine" in figures:
        lines += ["", f"Measured on {figures['machine']}, with {figures['profiles']:,} profiles and"
                      f" {figures['posts']:,} posts, at commit `{figures['commit']}`."]
        if constant := figures.get("constant_per_core"):  # how quick the machine was
            lines[-1] += f" The constant answer came {constant:,} times a second and core."
    return "\n".join(lines) + "\n"


def _plain(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:,.3g}"


def written(readme: str, figures: dict[str, Any]) -> str:
    """The text of README.md with these figures between its marks."""
    before, rest = readme.split(MARKS[0])
    return before + MARKS[0] + table(figures) + MARKS[1] + rest.split(MARKS[1])[1]


def run(project: Path) -> None:
    """Bring README.md and `docs/figures.json` up to date with the last measurement."""
    shutil.copyfile(project / "build" / "bench.json", project / "docs" / "figures.json")
    readme = project / "README.md"
    readme.write_text(written(readme.read_text(), json.loads((project / "docs" / "figures.json").read_text())))


if __name__ == "__main__":
    run(Path.cwd())
