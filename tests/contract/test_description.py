"""Schemathesis reads the server's own description and asks all that it allows, and some that it does not."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from ..served import Served

EVERYTHING = "read write follow push profile admin:read admin:write"
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
STREAMS = r"/api/v1/streaming"


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Served]:
    made = Served(folder / "described").start()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def ann(server: Served) -> str:
    """A token that lets an app do everything as the owner of the server."""
    server.account("ann", "owner")
    return server.command("token", "create", "ann", "--scopes", EVERYTHING)


@pytest.fixture(scope="module")
def things(server: Served, ann: str) -> list[str]:
    """What an address may name: a post, a poll, a list, a filter, a tag, others than who asks."""
    bob = server.person("bob")
    poll = {"options": ["A", "B"], "expires_in": 999}
    post = server.post("/api/v1/statuses", ann, status="Bread? #bread", poll=poll)
    made = [server.post("/api/v1/lists", ann, title="L"),
            server.post("/api/v2/filters", ann, title="F", context=["home"]),
            server.post("/api/v1/statuses", bob, status="@ann hello"),
            server.get("/api/v1/accounts/verify_credentials", bob)]
    return [post["id"], post["poll"]["id"], "bread", "7", *(each["id"] for each in made)]


@pytest.fixture(scope="module")
def ask(server: Served, ann: str, things: list[str]) -> Callable[[int], int]:
    """Ask so many times, spread over all addresses; how many were asked."""
    described = schemathesis.openapi.from_dict(requests.get(f"{server.url}/api/openapi.json", timeout=10).json())
    found: list[Any] = list(described.exclude(path_regex=STREAMS).get_all_operations())
    operations = [each.ok() for each in found]
    session = requests.Session()

    def asked(many: int) -> int:
        each = -(-many // len(operations))
        for operation in operations:
            @settings(max_examples=each, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True,
                      database=None, phases=[Phase.generate])
            @given(case=operation.as_strategy(), names=st.data())
            def test(case: Any, names: Any) -> None:
                if case.path_parameters:
                    case.path_parameters |= {name: names.draw(st.sampled_from(things)) for name in case.path_parameters}
                case.call_and_validate(base_url=server.url, session=session, checks=CHECKS,
                                       headers={"authorization": f"Bearer {ann}"}, timeout=20)

            test()
        return each * len(operations)

    return asked


def test_what_is_described_is_what_is_answered(ask: Callable[[int], int]):
    assert ask(250) >= 200


@pytest.mark.long
def test_what_is_described_is_what_is_answered_twenty_thousand_times(ask: Callable[[int], int]):
    assert ask(20_000) >= 20_000
