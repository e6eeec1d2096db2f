"""The client API's door: who may call what, and the shape of every answer that is not the room's own."""

import re
from collections.abc import Iterator

import pytest
from starlette.requests import Request

from hubbub.app import App
from hubbub.base.ids import AppId
from hubbub.base.limits import Counter
from hubbub.doors.fediverse import routes as fediverse
from hubbub.doors.mastodon import routes
from hubbub.doors.mastodon.routes import PREFLIGHT, SCOPES, Bearer, Call
from hubbub.people import accounts, apps
from tests.town import Answer, Town, ask

OPEN = "https://app.example"
LACKING = "This action is outside the authorized scopes"


def address(path: str) -> str:
    """A path with something in each of its parameters."""
    return re.sub(r"\{\w+(:\w+)?\}", "1", path)


def guarded() -> Iterator[tuple[str, str, str]]:
    for (method, path), scope in sorted(SCOPES.items()):
        if scope is not None:
            yield method, path, scope


def grants(held: str, wanted: str) -> bool:
    """Whether a token of one scope may do what wants the other, as Mastodon's documentation of scopes says."""
    if not wanted:
        return True
    for one in wanted.split():
        if held in (one, one.rpartition(":")[0]):
            return True
        if held == "follow" and re.fullmatch("(read|write):(follows|blocks|mutes)", one):
            return True
    return False


async def bare(town: Town, method: str, path: str, token: str = "") -> Answer:
    return await ask(town.app, method, path, headers={"authorization": f"Bearer {token}"} if token else {})


async def test_there_are_endpoints_to_try():
    assert len(list(guarded())) > 50


async def test_no_endpoint_that_wants_a_scope_answers_without_a_token(town: Town):
    for method, path, _ in guarded():
        answer = await bare(town, method, address(path))
        assert (answer.status, answer.error) == (401, "The access token is invalid"), (method, path)


async def test_no_endpoint_that_wants_a_scope_answers_to_a_token_that_is_wrong(town: Town):
    for method, path, _ in guarded():
        answer = await bare(town, method, address(path), "wrong")
        assert (answer.status, answer.error) == (401, "The access token is invalid"), (method, path)


@pytest.mark.parametrize("held", sorted(apps.SCOPES))
async def test_a_token_of_one_scope_does_that_and_nothing_else(town: Town, held: str):
    ann = await town.person("ann")
    token = await town.token(ann.account, ann.profile, held)
    for method, path, wanted in guarded():
        if "/streaming" in path and grants(held, wanted):
            continue  # it would not end
        answer = await bare(town, method, address(path), token)
        lacking = (answer.status, answer.body) == (403, b'{"error":"%s"}' % LACKING.encode())
        assert lacking is not grants(held, wanted), (method, path, wanted, answer.status, answer.text)
        assert answer.status != 500, (method, path, answer.text)


# Whoever calls these proves themselves otherwise: by an app's secret, or by a signature.
PROVED_OTHERWISE = {"/oauth/token", "/oauth/revoke", "/api/hubbub/v1/conversions"}


async def test_an_endpoint_for_everybody_answers_to_anybody(town: Town):
    for (method, path), scope in sorted(SCOPES.items()):
        if scope is None and path not in PROVED_OTHERWISE:
            assert (await bare(town, method, address(path))).status not in (401, 403, 500), path


async def test_a_token_in_the_query_is_no_token(town: Town):
    ann = await town.person("ann")
    answer = await town.get(f"/api/v1/accounts/verify_credentials?access_token={ann.token}")
    assert answer.status == 401


async def test_a_wrong_token_is_refused_even_where_none_is_needed(town: Town):
    answer = await bare(town, "GET", "/api/v2/instance", "wrong")
    assert answer.status == 401


async def test_an_app_alone_is_nobody(town: Town):
    async with town.db.write() as tx:
        app = await apps.register(tx, "App", [apps.OUT_OF_BAND], "read")
        secret, _ = await apps.issue(tx, app, ["read"])
    answer = await bare(town, "GET", "/api/v1/timelines/home", secret)
    assert (answer.status, answer.error) == (422, "This method requires an authenticated user")


@pytest.mark.parametrize(("scopes", "wanted", "may"), [
    ("read", "read:statuses", True), ("read:statuses", "read", False), ("read:statuses", "read:statuses", True),
    ("write", "read:statuses", False), ("follow", "write:blocks", True), ("follow", "read:mutes", True),
    ("follow", "read:statuses", False), ("admin:read", "admin:read:accounts", True), ("read", "admin:read", False),
    ("admin:write", "admin:read:accounts", False), ("admin:read", "read:accounts", False),
    ("profile", "read:accounts", False),
])
def test_scopes_are_a_hierarchy(scopes: str, wanted: str, may: bool):
    assert Bearer(1, AppId(1), None, None, frozenset(scopes.split())).may(wanted) is may


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/v3/instance", "/oauth/nothing", "/.well-known/nothing"])
async def test_an_unknown_path_is_a_404_in_json_that_browsers_may_read(town: Town, path: str):
    answer = await town.get(path)
    assert (answer.status, answer.error) == (404, "Not found")
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert answer.headers["access-control-allow-origin"] == "*"


async def test_a_wrong_method_is_a_405_that_names_the_right_ones(town: Town):
    answer = await ask(town.app, "DELETE", "/api/v2/instance")
    assert (answer.status, answer.error) == (405, "Method not allowed")
    assert answer.headers["allow"] == "GET, HEAD"


async def test_an_id_that_cannot_be_one_is_not_found(town: Town):
    for given in ("nothing", "-1", str(2**64)):
        answer = await town.get(f"/api/v1/statuses/{given}")
        assert (answer.status, answer.error) == (404, "Record not found"), given
    answer = await town.get("/api/v1/statuses/\x00")
    assert (answer.status, answer.error) == (404, "Not found"), "nothing has NUL in its address"


async def test_a_slash_at_the_end_changes_nothing(town: Town):
    for path in ("/api/v1/instance", "/api/v2/instance", "/api/v1/timelines/public"):
        assert (await town.get(path)).body == (await town.get(path + "/")).body


async def test_put_and_patch_are_the_same(town: Town):
    ann = await town.person("ann")
    for method in ("PUT", "PATCH"):
        answer = await ann.call(method, "/api/v1/accounts/update_credentials", {"note": f"by {method}"})
        assert answer.json["source"]["note"] == f"by {method}"


async def test_every_get_answers_head():
    for door in (routes.ROUTES, fediverse.ALWAYS):
        for method, path in door.listed:
            assert method != "GET" or ("HEAD", path) in door.listed, path


async def test_a_preflight_is_cheap_and_may_be_kept(town: Town):
    for path in ("/api/v1/statuses", "/oauth/token", "/oauth/revoke", "/.well-known/host-meta", "/api/v1/nothing"):
        answer = await ask(town.app, "OPTIONS", path, headers={
            "origin": OPEN, "access-control-request-method": "POST", "access-control-request-headers": "authorization",
        })
        assert answer.status == 204
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "Authorization" in answer.headers["access-control-allow-headers"]
        methods = set(answer.headers["access-control-allow-methods"].split(", "))
        assert {"GET", "POST", "PUT", "PATCH", "DELETE"} <= methods
        assert int(answer.headers["access-control-max-age"]) >= 600
    assert "access-control-allow-credentials" not in PREFLIGHT


@pytest.mark.parametrize("path", [
    "/api/v2/instance", "/api/v1/timelines/home", "/.well-known/oauth-authorization-server", "/.well-known/nodeinfo",
    "/nodeinfo/2.0", "/nodeinfo/2.1", "/.well-known/host-meta", "/oauth/userinfo", "/static/app.css",
    "/static/avatar.png", "/.well-known/webfinger?resource=acct:nobody@here.test",
])
async def test_apps_in_other_sites_pages_may_read_it(town: Town, path: str):
    answer = await town.get(path, origin=OPEN)
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize("path", ["/oauth/token", "/oauth/revoke", "/oauth/userinfo"])
async def test_apps_in_other_sites_pages_may_read_even_a_refusal(town: Town, path: str):
    answer = await ask(town.app, "POST", path, headers={"origin": OPEN})
    assert answer.status in (401, 403)
    assert answer.headers["access-control-allow-origin"] == "*"


async def test_pages_are_not_open_to_other_sites(town: Town):
    for path in ("/sign-in", "/oauth/authorize", "/"):
        assert "access-control-allow-origin" not in (await town.get(path, origin=OPEN)).headers


async def test_what_apps_read_from_headers_is_exposed(town: Town):
    exposed = (await town.get("/api/v2/instance")).headers["access-control-expose-headers"]
    for name in ("Link", "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", "X-Request-Id",
                 "Mastodon-Async-Refresh", "Deprecation"):
        assert name in exposed


async def test_every_answer_says_how_much_is_left_and_the_last_that_nothing_is(town: Town):
    app = App(town.db)
    app.state.counter = Counter(on=True)
    first = await ask(app, "GET", "/api/v1/custom_emojis")
    assert (first.headers["x-ratelimit-limit"], first.headers["x-ratelimit-remaining"]) == ("300", "299")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", first.headers["x-ratelimit-reset"])
    for _ in range(299):
        await ask(app, "GET", "/api/v1/custom_emojis")
    last = await ask(app, "GET", "/api/v1/custom_emojis")
    assert (last.status, last.error) == (429, "Too many requests")
    assert (last.headers["x-ratelimit-limit"], last.headers["x-ratelimit-remaining"]) == ("300", "0")
    assert 0 < int(last.headers["retry-after"]) <= 301


async def test_one_token_is_counted_apart_from_another(town: Town):
    app = App(town.db)
    app.state.counter = Counter(on=True)
    ann, bob = await town.person("ann"), await town.person("bob")
    for person in (ann, ann, bob):
        answer = await ask(app, "GET", "/api/v1/preferences", headers={"authorization": f"Bearer {person.token}"})
    assert answer.headers["x-ratelimit-remaining"] == "299"


async def test_a_limit_cannot_be_slipped_by_a_header(town: Town):
    app = App(town.db)
    app.state.counter = Counter(on=True)
    for number in range(3):
        answer = await ask(app, "GET", "/api/v1/custom_emojis", headers={
            "x-forwarded-for": f"10.0.0.{number}", "x-real-ip": f"10.0.0.{number}", "forwarded": f"for=10.0.0.{number}",
        })
    assert answer.headers["x-ratelimit-remaining"] == "297"


async def test_a_body_that_is_too_large_is_refused(town: Town):
    ann = await town.person("ann")
    answer = await ask(town.app, "POST", "/api/v1/statuses", body=b"x" * (routes.SIZE + 1), headers={
        "authorization": f"Bearer {ann.token}", "content-type": "application/json",
    })
    assert answer.status == 413


async def test_a_mistake_of_ours_says_nothing_of_itself(town: Town):
    async def break_down(_: Call) -> None:
        raise RuntimeError("secret of the house")

    request = Request({"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": [],
                       "app": town.app, "path_params": {}, "client": ("127.0.0.1", 1)})
    answer = await routes._Endpoint(break_down, None, (), 0).answer(request)
    assert answer.status_code == 500
    assert b"secret" not in bytes(answer.body)


async def test_an_account_that_waits_for_approval_may_do_nothing(town: Town):
    ann = await town.person("ann")
    async with town.db.alone() as connection:
        await connection.execute("UPDATE accounts SET approved_at = NULL")
    for path in ("/api/v1/timelines/home", "/api/v1/timelines/public"):
        answer = await ann.get(path)
        assert (answer.status, answer.error) == (403, "Your login is currently pending approval")


async def test_a_disabled_account_may_do_nothing_from_the_next_request_on(town: Town):
    ann = await town.person("ann")
    assert (await ann.get("/api/v1/timelines/home")).status == 200
    async with town.db.alone() as connection:
        await connection.execute("UPDATE accounts SET disabled_at = now()")
    async with town.db.write() as tx:
        await accounts.shut_out(tx, ann.account)
    assert (await ann.get("/api/v1/timelines/home")).status == 401


async def test_a_question_may_come_as_json_in_the_body_of_a_get(town: Town):
    ann, bob = await town.person("ann"), await town.person("bob")
    path = "/api/v1/accounts/familiar_followers"
    assert [row["id"] for row in (await ann.call("GET", path, {"id": [str(bob.profile)]})).json] == [str(bob.profile)]
    assert (await ann.call("GET", path, ["no object"])).status == 422
