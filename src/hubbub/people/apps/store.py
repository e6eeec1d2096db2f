"""Tables: oauth_apps, oauth_codes, oauth_tokens."""

from dataclasses import dataclass
from datetime import datetime

from hubbub.base.db import Statement
from hubbub.base.ids import AccountId, AppId, ProfileId


@dataclass(frozen=True, slots=True)
class App:
    id: AppId
    client_id: str
    client_secret: str
    name: str
    website: str | None
    redirect_uris: list[str]
    scopes: list[str]
    made_at: datetime
    confidential: bool = True
    first_party: bool = False


@dataclass(frozen=True, slots=True)
class Code:
    app: AppId
    account: AccountId
    profile: ProfileId
    scopes: list[str]
    redirect_uri: str
    challenge: str | None
    made_at: datetime
    token: int | None


@dataclass(frozen=True, slots=True)
class Token:
    hash: bytes   # of its secret
    id: int
    app: AppId
    account: AccountId | None
    profile: ProfileId | None
    scopes: list[str]
    made_at: datetime
    standing: str = "usable"


@dataclass(frozen=True, slots=True)
class Authorised:
    """An app that may act for an account."""

    app: AppId
    name: str
    website: str | None
    scopes: list[str]
    profiles: list[ProfileId]  # that it acts as
    since: datetime
    used_at: datetime | None
    personal: bool


@dataclass(frozen=True, slots=True)
class Key:
    """An Idempotency-Key of a token."""

    token: int
    key: str


@dataclass(frozen=True, slots=True)
class Made:
    digest: bytes
    made: int | None


ADD_APP = Statement(None, """
    INSERT INTO oauth_apps (id, client_id, client_secret, name, website, redirect_uris, scopes, made_at, confidential,
        first_party)
    VALUES (:id, :client_id, :client_secret, :name, :website, :redirect_uris, :scopes, :made_at, :confidential,
        :first_party)
""")
APP = Statement(App, """
    SELECT id, client_id, client_secret, name, website, redirect_uris, scopes, made_at, confidential, first_party
    FROM oauth_apps WHERE client_id = :client_id
""")
APP_BY_ID = Statement(App, """
    SELECT id, client_id, client_secret, name, website, redirect_uris, scopes, made_at, confidential, first_party
    FROM oauth_apps WHERE id = :id
""")
ADD_CODE = Statement(None, """
    INSERT INTO oauth_codes (code_hash, app_id, account_id, profile_id, scopes, redirect_uri, challenge, made_at)
    VALUES (:code_hash, :app, :account, :profile, :scopes, :redirect_uri, :challenge, :now)
""")
CODE = Statement(Code, """
    SELECT app_id, account_id, profile_id, scopes, redirect_uri, challenge, made_at, token_id
    FROM oauth_codes WHERE code_hash = :code_hash FOR UPDATE
""")
USE_CODE = Statement(None, "UPDATE oauth_codes SET token_id = :token WHERE code_hash = :code_hash")
ADD_TOKEN = Statement(None, """
    INSERT INTO oauth_tokens (id, token_hash, app_id, account_id, profile_id, scopes, made_at)
    VALUES (:id, :token_hash, :app, :account, :profile, :scopes, :now)
""")
TOKENS = Statement(Token, """
    SELECT t.token_hash, t.id, t.app_id, t.account_id, t.profile_id, t.scopes, t.made_at,
        CASE WHEN a.disabled_at IS NOT NULL OR p.suspended_at IS NOT NULL THEN 'disabled'
             WHEN a.id IS NOT NULL AND a.confirmed_at IS NULL THEN 'unconfirmed'
             WHEN a.id IS NOT NULL AND a.approved_at IS NULL THEN 'waiting' ELSE 'usable' END
    FROM oauth_tokens t LEFT JOIN accounts a ON a.id = t.account_id LEFT JOIN profiles p ON p.id = t.profile_id
    WHERE t.token_hash = ANY(:hashes::bytea[])
""", steady=True)
MAKE_PERSONAL = Statement(None, "UPDATE oauth_apps SET personal = true WHERE id = :id")
# Whoever holds one of the rows writes it down already.
USED = Statement(int, """
    UPDATE oauth_tokens SET used_at = :now WHERE id IN (
        SELECT id FROM oauth_tokens WHERE id = ANY(:ids::bigint[]) AND (used_at IS NULL OR used_at < :before)
        FOR UPDATE SKIP LOCKED)
    RETURNING 1
""")
REVOKE = Statement(str, """
    DELETE FROM oauth_tokens WHERE token_hash = :token_hash AND app_id = :app RETURNING encode(token_hash, 'hex')
""")
REVOKE_BY_ID = Statement(str, "DELETE FROM oauth_tokens WHERE id = :id RETURNING encode(token_hash, 'hex')")
REVOKE_ALL = Statement(str, "DELETE FROM oauth_tokens WHERE account_id = :account RETURNING encode(token_hash, 'hex')")
HELD_BY = Statement(str, "SELECT encode(token_hash, 'hex') FROM oauth_tokens WHERE account_id = :account")
REVOKE_APP = Statement(str, """
    DELETE FROM oauth_tokens WHERE account_id = :account AND app_id = :app RETURNING encode(token_hash, 'hex')
""")
# Codes not yet exchanged: whoever holds one could still come in by it.
FORGET_CODES = Statement(None, """
    DELETE FROM oauth_codes WHERE account_id = :account AND (:app::bigint IS NULL OR app_id = :app)
""")
AUTHORISED = Statement(Authorised, """
    SELECT o.id, o.name, o.website,
        ARRAY(SELECT DISTINCT s FROM oauth_tokens t, unnest(t.scopes) AS s
              WHERE t.app_id = o.id AND t.account_id = :account ORDER BY s),
        ARRAY(SELECT DISTINCT t.profile_id FROM oauth_tokens t
              WHERE t.app_id = o.id AND t.account_id = :account AND t.profile_id IS NOT NULL ORDER BY 1),
        (SELECT min(t.made_at) FROM oauth_tokens t WHERE t.app_id = o.id AND t.account_id = :account) AS since,
        (SELECT max(t.used_at) FROM oauth_tokens t WHERE t.app_id = o.id AND t.account_id = :account),
        o.personal
    FROM oauth_apps o WHERE o.id IN (SELECT app_id FROM oauth_tokens WHERE account_id = :account)
    ORDER BY since DESC
""")
# Waits for another request with the same key that is still under way, then finds what it made.
CLAIM_KEYS = Statement(Key, """
    INSERT INTO idempotency_keys (token_id, key, digest, made_at)
    SELECT token, key, digest, :now FROM unnest(:tokens::bigint[], :keys::text[], :digests::bytea[])
        AS g(token, key, digest) ORDER BY token, key
    ON CONFLICT (token_id, key) DO NOTHING RETURNING token_id, key
""")
KEY_MADE = Statement(Made, """
    SELECT digest, made_id FROM idempotency_keys WHERE token_id = :token AND key = :key
""")
KEYS_MAKE = Statement(None, """
    UPDATE idempotency_keys k SET made_id = g.made
    FROM unnest(:tokens::bigint[], :keys::text[], :made::bigint[]) AS g(token, key, made)
    WHERE k.token_id = g.token AND k.key = g.key
""")
FORGET_KEYS = Statement(None, "DELETE FROM idempotency_keys WHERE made_at < :before")
