"""Opening an account from within an app: POST /api/v1/accounts."""

from typing import Any

from hubbub.base import mail
from hubbub.base.errors import Conflict, Invalid, NotAllowed, Refusal
from hubbub.base.http import address, caller
from hubbub.base.words import accepted
from hubbub.doors.mastodon.params import Params
from hubbub.doors.mastodon.routes import Call, api, respond_with
from hubbub.people import accounts, apps

Problem = tuple[str, str, str]  # the field as apps name it, Mastodon's code, a sentence

NAMES = {"name": "username"}
CODES = {"password": "ERR_TOO_SHORT"}
LONG = 30  # a name has no more, and no password of so many characters is too short


@api("POST", "/api/v1/accounts", scope="write:accounts")
async def register(call: Call) -> Any:
    """An account, and a token for the app to act for it. Every field that is wrong is named."""
    bearer, given = call.bearer, call.params
    if bearer is None or bearer.account is not None:
        raise NotAllowed("This action is not allowed")
    call.request.app.state.counter.take(accounts.SIGN_UPS, caller(call.request))
    settings, mode = call.db.here.settings, await accounts.admitting.mode(call.db)
    # On a machine of one's own, apps are tried out: without mail there is nobody to wait for.
    at_once = settings.development and mode != "closed" and not mail.configured(settings)
    if problems := _missing(given, asks_why=mode == "approval" and not settings.development):
        return _refused(problems)
    try:
        account, profile = await accounts.create(call.db, accounts.SignUp(
            given.text("username"), given.text("email"), given.text("password"), given.text("time_zone")[:64] or "UTC",
            given.text("reason"), address=address(call.request), app=bearer.app, locale=accepted(given.text("locale")),
        ), invited=at_once)
    except (Conflict, Invalid) as problem:
        return _refused([_problem(problem, given)])
    app = await apps.find_app(call.db, app=bearer.app)
    assert app is not None
    async with call.db.write() as tx:
        secret, token = await apps.issue(tx, app, sorted(bearer.scopes), (account, profile))
    return {
        "access_token": secret, "token_type": "Bearer", "scope": " ".join(token.scopes),
        "created_at": int(token.made_at.timestamp()),
    }


def _missing(given: Params, *, asks_why: bool) -> list[Problem]:
    wanted = ["username", "email", "password"]
    if asks_why:
        wanted.append("reason")
    problems = [(name, "ERR_BLANK", "can't be blank") for name in wanted if not given.text(name).strip()]
    if not given.flag("agreement"):
        problems.append(("agreement", "ERR_ACCEPTED", "must be accepted"))
    return problems


def _problem(problem: Refusal, given: Params) -> Problem:
    field = NAMES.get(problem.field or "", problem.field or "base")
    if isinstance(problem, Conflict):
        return field, "ERR_TAKEN", problem.sentence
    if isinstance(problem, accounts.Barred):
        return field, "ERR_BLOCKED", problem.sentence
    long = len(given.text(field)) > LONG
    return field, "ERR_TOO_LONG" if long else CODES.get(field, "ERR_INVALID"), problem.sentence


def _refused(problems: list[Problem]) -> Any:
    details: dict[str, list[dict[str, str]]] = {}
    for field, code, sentence in problems:
        details.setdefault(field, []).append({"error": code, "description": sentence})
    sentences = ", ".join(
        sentence if sentence[0].isupper() else f"{field.capitalize()} {sentence}" for field, _, sentence in problems
    )
    return respond_with(422, {"error": f"Validation failed: {sentences}", "details": details})
