"""Apps and tokens: OAuth 2 as Mastodon's clients know it, with PKCE."""

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable, Sequence
from datetime import timedelta
from urllib.parse import urlsplit

from hubbub.base import ids
from hubbub.base.clock import now
from hubbub.base.db import Db, Read, Tx
from hubbub.base.errors import Conflict, Invalid
from hubbub.base.gather import Asked
from hubbub.base.ids import AccountId, AppId, ProfileId
from hubbub.base.jobs import every
from hubbub.base.words import said
from hubbub.people import accounts

from . import store
from .store import App, Authorised, Token

OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob"
# Schemes whose addresses a browser would run or show as its own.
RUNNING = frozenset({"javascript", "data", "vbscript", "file", "blob", "about", "filesystem", "view-source"})
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[A-Za-z0-9._~:/?\[\]@!$&'()*+,;=%-]*")
# No name and password: `https://hubbub.example@evil.example` looks like one place and is another.
_HOST = re.compile(r"[A-Za-z0-9._-]*(:[0-9]{1,5})?|\[[0-9A-Fa-f:.]+\](:[0-9]{1,5})?")
CODE_LIFE = timedelta(minutes=10)
LONGEST_NAME = 60  # of a key that somebody makes for themselves
# When a token was used is told to the nearest of these: reading writes nothing.
USED_EVERY = timedelta(hours=1)

_READ = "accounts blocks bookmarks collections favourites filters follows lists mutes notifications search statuses"
_WRITE = ("accounts blocks bookmarks collections conversations favourites filters follows lists media mutes"
          " notifications reports statuses")
_ADMIN = "accounts reports canonical_email_blocks domain_allows domain_blocks email_domain_blocks ip_blocks"
SCOPES = frozenset(
    ["profile", "read", "write", "follow", "push", "admin:read", "admin:write"]
    + [f"read:{name}" for name in _READ.split()] + [f"write:{name}" for name in _WRITE.split()]
    + [f"admin:{verb}:{name}" for verb in ("read", "write") for name in _ADMIN.split()]
)


class BadScope(Invalid):
    """The requested scope is invalid, unknown, or malformed."""


class BadClient(Invalid):
    """Client authentication failed due to unknown client, no client authentication included, or unsupported method."""


class Twice(Conflict):
    """The same request is being answered already."""


class OtherRequest(Invalid):
    """This Idempotency-Key was used for another request."""


class NeedsProof(Invalid):
    """This app keeps no secret, so it has to prove by PKCE (S256) that it is the one who asked."""


class BadGrant(Invalid):
    """The code is invalid, expired, used already, or was made for another app or address."""


async def register(
    tx: Tx, name: str, redirect_uris: Sequence[str], scopes: str, website: str | None = None, *,
    confidential: bool = True, first_party: bool = False,
) -> App:
    """A new app: `confidential` if it can keep a secret, `first_party` if it may ask people for their passwords.

    Raises `Invalid` by field, `BadScope`.
    """
    if not name.strip() or len(name) > 200:
        raise Invalid("Validation failed: Application name can't be blank", field="client_name")
    if not redirect_uris or not all(_usable(uri) for uri in redirect_uris):
        raise Invalid("Validation failed: Redirect URI must be an absolute URI.", field="redirect_uris")
    app = App(
        AppId(ids.new()), secrets.token_urlsafe(32), secrets.token_urlsafe(32), name.strip(), website or None,
        list(redirect_uris), parse_scopes(scopes or "read"), now(), confidential, first_party,
    )
    await tx.run(
        store.ADD_APP, id=app.id, client_id=app.client_id, client_secret=app.client_secret, name=app.name,
        website=app.website, redirect_uris=app.redirect_uris, scopes=app.scopes, made_at=app.made_at,
        confidential=confidential, first_party=first_party,
    )
    return app


async def find_app(db: Read, client_id: str = "", *, app: AppId | None = None) -> App | None:
    """The app with this client id, or with this id."""
    if app is not None:
        return await db.maybe(store.APP_BY_ID, id=app)
    return await db.maybe(store.APP, client_id=client_id)


async def authorize(
    tx: Tx, app: App, who: tuple[AccountId, ProfileId], scopes: str, redirect_uri: str, challenge: str | None = None
) -> str:
    """A code that the app may exchange once, within ten minutes, for a token to act as the profile."""
    wanted = within(app, scopes)
    if challenge is None and not app.confidential:
        raise NeedsProof
    if redirect_uri not in app.redirect_uris:
        raise Invalid("The redirect address is not one that this app has registered.")
    code = secrets.token_urlsafe(32)
    await tx.run(
        store.ADD_CODE, code_hash=_hash(code), app=app.id, account=who[0], profile=who[1], scopes=wanted,
        redirect_uri=redirect_uri, challenge=challenge, now=now(),
    )
    return code


async def exchange(
    db: Db, app: App, code: str, redirect_uri: str, verifier: str | None, scopes: str = ""
) -> tuple[str, Token]:
    """The token for a code, if wanted for fewer `scopes` than it was given for.

    A code that comes a second time revokes what it gave. Raises `BadGrant`.
    """
    async with db.write() as tx:
        row = await tx.maybe(store.CODE, code_hash=_hash(code))
        if row is not None and row.token is not None:
            await _revoked(tx, await tx.all(store.REVOKE_BY_ID, id=row.token))
            reused = True
        else:
            reused = False
            if row is None or row.app != app.id or row.redirect_uri != redirect_uri:
                raise BadGrant
            if row.made_at < now() - CODE_LIFE or not _proves(row.challenge, verifier):
                raise BadGrant
            # What the person did not grant is left out and not refused: apps repeat here whatever they once asked for.
            fewer = [scope for scope in scopes.split() if _holds(row.scopes, scope)]
            secret, token = await issue(tx, app, fewer or row.scopes, (row.account, row.profile))
            await tx.run(store.USE_CODE, code_hash=_hash(code), token=token.id)
    if reused:
        raise BadGrant
    return secret, token


async def issue(
    tx: Tx, app: App, scopes: Iterable[str], who: tuple[AccountId, ProfileId] | None = None
) -> tuple[str, Token]:
    """A new token and its secret, which is shown once; without `who` it is the app's own."""
    secret = secrets.token_urlsafe(32)
    account, profile = who or (None, None)
    token = Token(_hash(secret), ids.new(), app.id, account, profile, list(scopes), now())
    await tx.run(
        store.ADD_TOKEN, id=token.id, token_hash=token.hash, app=app.id, account=account, profile=profile,
        scopes=token.scopes, now=token.made_at,
    )
    return secret, token


async def issue_personal(
    tx: Tx, who: tuple[AccountId, ProfileId], name: str, scopes: Iterable[str]
) -> str:
    """A key that somebody makes for a program of their own: its secret, shown once. Raises `Invalid` by field."""
    if not name.strip() or len(name) > LONGEST_NAME:
        raise Invalid("Give it a name of at most {longest} characters.", field="name", longest=LONGEST_NAME)
    wanted = list(scopes)
    if not wanted:
        raise Invalid("Say at least one thing that it may do.", field="scopes")
    app = await register(tx, name, [OUT_OF_BAND], " ".join(wanted))
    await tx.run(store.MAKE_PERSONAL, id=app.id)
    secret, _ = await issue(tx, app, wanted, who)
    await accounts.guarding.warn(tx, who[0], said("A key was made for your account"), said(
        "The key “{name}” can act for you from now on, without your password.", name=app.name))
    return secret


async def used(db: Db, tokens: Sequence[int]) -> None:
    """The tokens are in use just now."""
    await db.at_once(store.USED, ids=list(tokens), now=now(), before=now() - USED_EVERY)


async def bearer(db: Db, secret: str) -> Token | None:
    """The token with this secret; its `standing` says whether the account may be used."""
    return await _tokens.ask(db, _hash(secret))


async def _look_up(db: Db, hashes: Sequence[bytes]) -> list[Token | None]:
    found = {token.hash: token for token in await db.all(store.TOKENS, hashes=list(hashes))}
    return [found.get(each) for each in hashes]


_tokens: Asked[bytes, Token | None] = Asked(_look_up)


async def revoke(tx: Tx, app: App, secret: str) -> None:
    """End a token of this app, everywhere at once."""
    await _revoked(tx, await tx.all(store.REVOKE, token_hash=_hash(secret), app=app.id))


async def list_authorised(db: Read, account: AccountId) -> list[Authorised]:
    """The apps that may act for the account, the newest first."""
    return await db.all(store.AUTHORISED, account=account)


async def revoke_app(tx: Tx, account: AccountId, app: AppId) -> None:
    """Take from the app all that it holds for the account."""
    await tx.run(store.FORGET_CODES, account=account, app=app)
    await _revoked(tx, await tx.all(store.REVOKE_APP, account=account, app=app))


@accounts.shuts
async def revoke_all(tx: Tx, account: AccountId, for_good: bool) -> None:
    """No app acts for the account any more; or not for now, and each is to look again at how it stands."""
    await tx.run(store.FORGET_CODES, account=account, app=None)
    await _revoked(tx, await tx.all(store.REVOKE_ALL if for_good else store.HELD_BY, account=account))


async def _revoked(tx: Tx, hashes: list[str]) -> None:
    if hashes:
        tx.say("token", *hashes)


async def once(tx: Tx, given: Sequence[tuple[int, str, bytes]]) -> list[int | None]:
    """What each token's key made before, or None for the caller to make it now and say so with `make`.

    Each comes with its body. Raises `OtherRequest` if a key came before with another, `Twice` if one is given twice.
    """
    if not given:
        return []
    keys = [(token, key[:200]) for token, key, _ in given]
    if len(set(keys)) < len(keys):
        raise Twice
    digests = [hashlib.sha256(body).digest() for _, _, body in given]
    new = {(row.token, row.key) for row in await tx.all(
        store.CLAIM_KEYS, tokens=[token for token, _ in keys], keys=[key for _, key in keys], digests=digests,
        now=now())}
    return [None if each in new else await _made(tx, *each, digest)
            for each, digest in zip(keys, digests, strict=True)]


async def _made(tx: Tx, token: int, key: str, digest: bytes) -> int | None:
    before = await tx.one(store.KEY_MADE, token=token, key=key)
    if before.digest != digest:
        raise OtherRequest
    return before.made


async def make(tx: Tx, made: Sequence[tuple[int, str, int]]) -> None:
    """Remember what each token's key has made."""
    if made:
        await tx.run(store.KEYS_MAKE, tokens=[token for token, _, _ in made], keys=[key[:200] for _, key, _ in made],
                     made=[number for _, _, number in made])


@every(timedelta(hours=1))
async def forget_keys(tx: Tx) -> None:
    """Idempotency keys are kept for a day."""
    await tx.run(store.FORGET_KEYS, before=now() - timedelta(days=1))


def parse_scopes(text: str) -> list[str]:
    """The scopes of a space-separated list. Raises `BadScope`."""
    scopes = list(dict.fromkeys(text.replace("+", " ").split()))
    if not scopes or not SCOPES.issuperset(scopes):
        raise BadScope
    return scopes


def within(app: App, scopes: str) -> list[str]:
    """The scopes wanted, all of them ones that the app registered. Raises `BadScope`."""
    wanted = parse_scopes(scopes) if scopes.strip() else ["read"]
    if not all(_holds(app.scopes, scope) for scope in wanted):
        raise BadScope
    return wanted


def _holds(scopes: Sequence[str], scope: str) -> bool:
    return scope in scopes or scope.rpartition(":")[0] in scopes


def same_secret(app: App, secret: str) -> bool:
    return hmac.compare_digest(app.client_secret.encode(), secret.encode())


def _proves(challenge: str | None, verifier: str | None) -> bool:
    """PKCE with S256 (RFC 7636 §4.6)."""
    if challenge is None:
        return True
    digest = hashlib.sha256((verifier or "").encode()).digest()
    return hmac.compare_digest(base64.urlsafe_b64encode(digest).rstrip(b"=").decode().encode(), challenge.encode())


def _usable(uri: str) -> bool:
    """Whether a code may be sent there: to a page of the web, or by a private scheme to a native app."""
    if uri == OUT_OF_BAND:
        return True
    try:
        parts = urlsplit(uri)
    except ValueError:
        return False
    if not _URI.fullmatch(uri) or len(uri) > 2000 or not _HOST.fullmatch(parts.netloc):
        return False
    return bool(parts.netloc) if parts.scheme in ("http", "https") else parts.scheme not in RUNNING


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
