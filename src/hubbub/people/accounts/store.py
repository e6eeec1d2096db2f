"""Tables: accounts, sessions, preferences."""

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


@dataclass(frozen=True, slots=True)
class OpenSession:
    id: str
    user_agent: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a post is when its author says nothing else."""

    visibility: str = "public"
    sensitive: bool = False
    language: str | None = None


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
# Serialises sign-ups, so that exactly one of the first becomes the owner. Apart from the question itself, which must
# see what the one before has committed: a statement that waits for a lock still sees what was there before it waited.
TURN = Statement(bool, "SELECT pg_advisory_xact_lock(4) IS NOT NULL")
FIRST = Statement(bool, "SELECT NOT EXISTS (SELECT 1 FROM accounts)")
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
OWNER = Statement(int, """
    SELECT id FROM accounts WHERE role = 'owner' AND disabled_at IS NULL ORDER BY made_at LIMIT 1
""")
# Only while the password is still the one that was proved.
CHANGE_PASSWORD = Statement(int, """
    UPDATE accounts SET password_hash = :new WHERE id = :id AND password_hash = :old RETURNING 1
""")
SESSIONS = Statement(OpenSession, """
    SELECT encode(token_hash, 'hex'), user_agent, made_at FROM sessions
    WHERE account_id = :account AND made_at > :oldest ORDER BY made_at DESC
""")
END_SESSION = Statement(str, """
    DELETE FROM sessions WHERE account_id = :account AND encode(token_hash, 'hex') = :id
    RETURNING encode(token_hash, 'hex')
""")
END_SESSIONS = Statement(str, """
    DELETE FROM sessions WHERE account_id = :account AND encode(token_hash, 'hex') <> :but
    RETURNING encode(token_hash, 'hex')
""")
PREFERENCES = Statement(Preferences, """
    SELECT visibility, sensitive, language FROM preferences WHERE account_id = :account
""")
PREFER = Statement(None, """
    INSERT INTO preferences (account_id, visibility, sensitive, language)
    VALUES (:account, :visibility, :sensitive, :language)
    ON CONFLICT (account_id) DO UPDATE
        SET visibility = excluded.visibility, sensitive = excluded.sensitive, language = excluded.language
""")
