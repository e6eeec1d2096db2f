"""Who may call each address of the client API is decided and written; each form that changes things is guarded."""

import inspect
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from hubbub.doors.mastodon.routes import ROUTES, SCOPES
from hubbub.doors.web import routes as web
from hubbub.people.apps import apps

from ..contract.asking import filled
from .source import HOUSE, holds

# What anybody may ask or do without a token. Everything else names the scope that it needs.
OPEN = {
    "POST": {"/api/hubbub/v1/conversions", "/api/v1/accounts/{id}/email_subscriptions", "/api/v1/apps",
             "/oauth/token", "/oauth/revoke"},
    "GET": {
        "/.well-known/oauth-authorization-server", "/oembed", "/api/v1/accounts", "/api/v1/accounts/lookup",
        "/api/v1/accounts/{id}", "/api/v1/accounts/{id}/collections", "/api/v1/accounts/{id}/endorsements",
        "/api/v1/accounts/{id}/featured_tags", "/api/v1/collections/{id}",
        "/api/v1/accounts/{id}/followers", "/api/v1/accounts/{id}/following", "/api/v1/accounts/{id}/statuses",
        "/api/v1/custom_emojis", "/api/v1/instance", "/api/v1/instance/extended_description",
        "/api/v1/directory", "/api/v1/instance/activity", "/api/v1/instance/domain_blocks",
        "/api/v1/instance/languages", "/api/v1/instance/peers", "/api/v1/instance/privacy_policy",
        "/api/v1/peers/search",
        "/api/v1/instance/rules", "/api/v1/instance/terms_of_service", "/api/v1/instance/terms_of_service/{date}",
        "/api/v1/instance/translation_languages", "/api/v1/polls/{id}", "/api/v1/statuses",
        "/api/v1/statuses/{id}", "/api/v1/statuses/{id}/context", "/api/v1/statuses/{id}/favourited_by",
        "/api/v1/pleroma/statuses/{id}/reactions", "/api/v1/pleroma/statuses/{id}/reactions/{emoji}",
        "/api/v1/statuses/{id}/history",
        "/api/v1/statuses/{id}/reblogged_by", "/api/v1/streaming", "/api/v1/streaming/health",
        "/api/v1/streaming/{name:path}",
        "/api/v1/tags/{name}", "/api/v1/timelines/link", "/api/v1/timelines/public",
        "/api/v1/timelines/tag/{name}", "/api/v1/trends", "/api/v1/trends/links", "/api/v1/trends/statuses",
        "/api/v1/trends/tags", "/api/v1/search", "/api/v2/instance", "/api/v2/search", "/api/openapi.json",
    },
}
# What may be sent to a page without a form of ours, since its address has a secret that proves it.
PROVEN = {"/newsletters/{id:int}/{secret}": "mail programs end a subscription in one go (RFC 8058)"}
# A form that leads to another's address must not carry a token of ours there.
LEADS_OUT = {"people/apps/pages/post.html": "gives an app its code by response_mode=form_post"}
FORM = re.compile(r"<form\b(?P<head>(?:\{[{%].*?[%}]\}|[^>{]|\{(?![{%]))*)>(?P<body>.*?)</form>", re.S | re.I)
TOKEN = '<input type="hidden" name="csrf" value="{{ csrf }}">'


def undecided(scopes: Mapping[tuple[str, str], str | None], open_to_all: Mapping[str, set[str]]) -> list[str]:
    """Addresses that anybody may call and nobody decided so; decisions about what is not there; unheard-of scopes."""
    open_now = {(method, path) for (method, path), scope in scopes.items() if scope is None}
    decided = {(method, path) for method, paths in open_to_all.items() for path in paths}
    unknown = [
        f"{method} {path} needs {scope}, which is no scope" for (method, path), needed in scopes.items()
        for scope in (needed or "").split() if scope not in apps.SCOPES
    ]
    return sorted([f"{method} {path} is open to anybody" for method, path in open_now - decided]
                  + [f"{method} {path} is not open any more" for method, path in decided - open_now] + unknown)


def unguarded(folder: Path) -> list[str]:
    """Forms that change something without the token that proves them ours."""
    return [
        f"{path.relative_to(folder).as_posix()} {form['head'].strip()}"
        for path in sorted(folder.rglob("*.html")) if path.relative_to(folder).as_posix() not in LEADS_OUT
        for form in FORM.finditer(path.read_text())
        if re.search(r"method=.?post", form["head"], re.I) and TOKEN not in form["body"]
    ]


def test_each_address_of_the_client_api_has_its_scope():
    holds(undecided(SCOPES, OPEN))


def test_no_open_address_acts_for_whoever_holds_a_token():
    """An endpoint without a scope that reads `call.me` would act for a token of any scope."""
    holds([
        f"{method} {path} acts for a person and needs no scope"
        for table in (ROUTES.plain, *[dict([(pattern.pattern, by_method)]) for known in ROUTES.patterns.values()
                                      for pattern, by_method in known])
        for path, by_method in table.items() for method, endpoint in by_method.items() if _acts(endpoint)
    ])


def _acts(endpoint: Any) -> bool:
    """Whether the endpoint is open and yet acts for a person."""
    handled = endpoint.__self__
    return handled.scope is None and bool(re.search(r"\bcall\.(me|account)\b", inspect.getsource(handled.handler)))


def test_what_needs_no_token_has_a_secret_in_its_address_and_is_decided():
    proven = {path for method, path in web.ROUTES.listed if _proven(method, path)}
    assert proven == set(PROVEN)
    assert all("{secret}" in path for path in proven)


def _proven(method: str, path: str) -> bool:
    endpoint, _, _ = web.ROUTES.find(method, filled(path))
    return bool(getattr(getattr(endpoint, "__self__", None), "proven", False))


def test_each_form_carries_its_token():
    holds(unguarded(HOUSE))


def test_forms_were_found():
    assert len([form for path in HOUSE.rglob("*.html") for form in FORM.finditer(path.read_text())]) > 5


@pytest.mark.parametrize(("scopes", "why"), [
    ({("GET", "/api/v1/mine"): None}, "GET /api/v1/mine is open to anybody"),
    ({("POST", "/api/v1/open"): None}, "POST /api/v1/open is open to anybody"),
    ({("GET", "/api/v1/open"): "read"}, "GET /api/v1/open is not open any more"),
    ({}, "GET /api/v1/open is not open any more"),
    ({("GET", "/api/v1/mine"): "read:everything"}, "GET /api/v1/mine needs read:everything, which is no scope"),
])
def test_an_address_that_nobody_decided_about_is_seen(scopes, why):
    assert why in undecided(scopes, {"GET": {"/api/v1/open"}})


@pytest.mark.parametrize("form", [
    '<form method="post" action="/posts"><button>Go</button></form>',
    '<form class="a" {{ hx(post=where, target="x > y") }} method="POST"><input name="csrf"></form>',
    '<form method="post">' + TOKEN + '</form><form method="post"></form>',
    "<form action=/x method=post>{% include 'other.html' %}</form>" + TOKEN,
])
def test_a_form_without_its_token_is_seen(tmp_path, form):
    (tmp_path / "page.html").write_text(form)
    assert len(unguarded(tmp_path)) == 1


def test_a_form_that_only_asks_needs_none(tmp_path):
    (tmp_path / "page.html").write_text('<form action="/search"><input name="q"></form>')
    assert unguarded(tmp_path) == []
