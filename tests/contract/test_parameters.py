"""Every parameter that Mastodon's documents have is taken, and the server's description has it.

`parameters.txt` has an endpoint a line, with the names as forms have them.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hubbub.doors.mastodon.asking import reads
from hubbub.doors.mastodon.description import handler_of
from hubbub.doors.mastodon.kinds import Schema

ROWS = [line.split() for line in (Path(__file__).parent / "parameters.txt").read_text().splitlines()]


def spelled(fields: dict[str, Schema], within: str = "") -> Iterator[str]:
    """The names as forms have them: `poll[options][]`."""
    for name, kind in fields.items():
        whole = f"{within}[{name}]" if within else name
        inner = kind.get("items", {}) if kind.get("type") == "array" else kind
        whole += "[]" * (kind.get("type") == "array")
        if "properties" in inner:
            yield from spelled(inner["properties"], whole)
        else:
            yield whole


@pytest.mark.parametrize(("method", "path", "names"), [(row[0], row[1], row[2:]) for row in ROWS],
                         ids=[f"{row[0]} {row[1]}" for row in ROWS])
def test_every_documented_parameter_is_taken(method: str, path: str, names: list[str]):
    taken = {name.removesuffix("[]") for name in spelled(reads(handler_of(method, path)))}
    assert {name.removesuffix("[]") for name in names} <= taken
