"""Tables: accounts, sessions."""

from dataclasses import dataclass
from datetime import datetime

from hubbub.base.db import Statement
from hubbub.base.ids import AccountId, ProfileId


@dataclass(frozen=True, slots=True)
class Account:
    id: AccountId
    email: str
    password_hash: str
    role: str
    locale: str
    time_zone: str
    made_at: datetime
    confirmed_at: datetime | None
    approved_at: datetime | None
    disabled_at: datetime | None

    @property
    def usable(self) -> bool:
        return bool(self.confirmed_at and self.approved_at and not self.disabled_at)


@dataclass(frozen=True, slots=True)
class Session:
    account: AccountId
    profile: ProfileId
    role: str
    time_zone: str


GET = Statement(Account, """
    SELECT id, email, password_hash, role, locale, time_zone, made_at, confirmed_at, approved_at, disabled_at
    FROM accounts WHERE id = :id
""")
BY_EMAIL = Statement(Account, """
    SELECT id, email, password_hash, role, locale, time_zone, made_at, confirmed_at, approved_at, disabled_at
    FROM accounts WHERE lower(email) = lower(:email)
""")
ADD = Statement(None, """
    INSERT INTO accounts (id, email, password_hash, role, time_zone, reason, made_at, confirmed_at, approved_at)
    VALUES (:id, :email, :password_hash, :role, :time_zone, :reason, :now, :confirmed_at, :approved_at)
""")
# Serialises the very first sign-ups, so that exactly one of them becomes the owner.
FIRST = Statement(bool, """
    SELECT NOT EXISTS (SELECT 1 FROM accounts) FROM (SELECT pg_advisory_xact_lock(4)) AS turn
""")
COUNT = Statement(int, "SELECT count(*)::int FROM accounts")
OPEN_SESSION = Statement(None, """
    INSERT INTO sessions (token_hash, account_id, profile_id, user_agent, made_at, seen_at)
    VALUES (:token_hash, :account, :profile, :user_agent, :now, :now)
""")
SESSION = Statement(Session, """
    SELECT s.account_id, s.profile_id, a.role, a.time_zone
    FROM sessions s JOIN accounts a ON a.id = s.account_id
    WHERE s.token_hash = :token_hash AND a.disabled_at IS NULL AND s.made_at > :oldest
""")
CLOSE_SESSION = Statement(None, "DELETE FROM sessions WHERE token_hash = :token_hash")
