"""The signed call of a shop's server, over HTTP."""

import json
import shutil
import subprocess
import time
from decimal import Decimal

import pytest

from hubbub.base.db import Statement
from tests.studio.goals.test_goals import begin, click, short, sign
from tests.town import Answer, Town, ask

PATH = "/api/hubbub/v1/conversions"
VALUES = Statement(Decimal, "SELECT value FROM conversions ORDER BY id")


async def call(town: Town, goal: int, key: str, body: bytes, **more: str) -> Answer:
    at = str(int(time.time()))
    headers = {"hubbub-goal": str(goal), "hubbub-timestamp": at, "hubbub-signature": sign(key, at, body),
               "content-type": "application/json"} | {name.replace("_", "-"): value for name, value in more.items()}
    return await ask(town.app, "POST", PATH, body=body, headers=headers)


async def test_a_signed_conversion_is_taken_and_a_replay_changes_nothing(town: Town):
    ann = await town.person("ann")
    goal, key = await begin(town, ann)
    named = await click(town, await short(town, ann))
    body = json.dumps({"external_id": "order-1", "click": named, "value": 49.90, "currency": "EUR"}).encode()
    first = await call(town, goal.id, key, body)
    assert (first.status, first.json["known"]) == (201, False)
    again = await call(town, goal.id, key, body)
    assert (again.status, again.json) == (200, {"id": first.json["id"], "known": True})
    assert await town.db.all(VALUES) == [Decimal("49.9000")]


async def test_what_is_not_rightly_signed_is_refused_alike(town: Town):
    ann = await town.person("ann")
    goal, key = await begin(town, ann)
    body = b'{"external_id": "order-1"}'
    old = str(int(time.time()) - 3600)
    refused = [
        await call(town, goal.id, "not the key", body), await call(town, goal.id + 1, key, body),
        await call(town, goal.id, key, body, hubbub_signature=""),
        await call(town, goal.id, key, body, hubbub_goal="x"),
        await call(town, goal.id, key, body, hubbub_timestamp=old, hubbub_signature=sign(key, old, body)),
        await ask(town.app, "POST", PATH, body=body),
    ]
    assert {answer.status for answer in refused} == {401}
    assert len({answer.text for answer in refused}) == 1
    assert await town.db.all(VALUES) == []


@pytest.mark.parametrize("body", [
    b"", b"[]", b"not json", b"{}", b'{"external_id": null}', b'{"external_id": "1", "value": "much"}',
    b'{"external_id": "1", "at": "yesterday"}', b'{"external_id": "1", "currency": "EURO"}', b'{"external_id": ""}',
    b'{"external_id": "1", "value": 1e400}', b"[" * 5000, b"\xff\xfe",
])
async def test_a_signed_body_that_is_no_conversion_is_refused_in_words(town: Town, body: bytes):
    ann = await town.person("ann")
    goal, key = await begin(town, ann)
    answer = await call(town, goal.id, key, body)
    assert answer.status == 422
    assert answer.error


async def test_amounts_keep_their_cents_and_numbers_may_be_names(town: Town):
    ann = await town.person("ann")
    goal, key = await begin(town, ann)
    assert (await call(town, goal.id, key, b'{"external_id": 1001, "value": 19.99}')).status == 201
    assert (await call(town, goal.id, key, b'{"external_id": 1002, "value": "0.1"}')).status == 201
    assert (await call(town, goal.id, key, b'{"external_id": 1003, "at": "2026-01-01T10:00:00"}')).status == 201
    assert await town.db.all(VALUES) == [Decimal("19.9900"), Decimal("0.1000"), Decimal("10.0000")]


async def test_a_body_that_is_too_large_is_refused(town: Town):
    ann = await town.person("ann")
    goal, key = await begin(town, ann)
    long = b'{"external_id": "1", "click": "%s"}' % (b"x" * 20_000)
    assert (await call(town, goal.id, key, long)).status == 422
    assert (await call(town, goal.id, key, b" " * (2 << 20))).status == 413


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs the openssl command")
async def test_the_example_on_the_goals_page_signs_as_we_check(town: Town):
    ann = await town.person("ann")
    goal, key = await begin(town, ann)
    body, at = '{"external_id": "order-1001", "value": 49.90}', str(int(time.time()))
    command = """printf '%s.%s' "$NOW" "$BODY" | openssl dgst -sha256 -hmac "$KEY" -r | cut -d' ' -f1"""
    done = subprocess.run(["sh", "-c", command], env={"NOW": at, "BODY": body, "KEY": key, "PATH": "/usr/bin:/bin"},
                          capture_output=True, text=True, check=True)
    answer = await call(town, goal.id, key, body.encode(), hubbub_timestamp=at,
                        hubbub_signature=f"sha256={done.stdout.strip()}")
    assert answer.status == 201
