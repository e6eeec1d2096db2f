"""Tables: accounts, sessions, preferences, admissions."""

from dataclasses import dataclass
from datetime import datetime

from hubbub.base.db import Statement
from hubbub.base.ids import AccountId, AppId, ProfileId


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
    removed_at: datetime | None
    reason: str
    address: str | None
    opened_with: AppId | None

    @property
    def usable(self) -> bool:
        return bool(self.confirmed_at and self.approved_at and not self.disabled_at)


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody who keeps this server, and as what."""

    profile: ProfileId
    role: str


@dataclass(frozen=True, slots=True)
class Session:
    account: AccountId
    profile: ProfileId
    role: str
    time_zone: str
    locale: str


@dataclass(frozen=True, slots=True)
class OpenSession:
    id: str
    user_agent: str
    made_at: datetime
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Admission:
    """Who may sign up from then on, and who said so."""

    mode: str
    by: AccountId | None
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a post is when its author says nothing else."""

    visibility: str = "public"
    sensitive: bool = False
    language: str | None = None
    quote_policy: str = "public"


_ACCOUNT = """id, email, password_hash, role, locale, time_zone, made_at, confirmed_at, approved_at, disabled_at,
    removed_at, reason, address, opened_with"""

GET = Statement(Account, f"SELECT {_ACCOUNT} FROM accounts WHERE id = :id")  # noqa: S608
BY_IDS = Statement(Account, f"SELECT {_ACCOUNT} FROM accounts WHERE id = ANY(:ids::bigint[])")  # noqa: S608
BY_EMAIL = Statement(Account, f"SELECT {_ACCOUNT} FROM accounts WHERE lower(email) = lower(:email)")  # noqa: S608
WAITING = Statement(Account, f"""
    SELECT {_ACCOUNT} FROM accounts
    WHERE approved_at IS NULL AND removed_at IS NULL AND (:below::bigint IS NULL OR id < :below)
    ORDER BY id DESC LIMIT :limit
""")  # noqa: S608
IN_ROLES = Statement(int, """
    SELECT id FROM accounts WHERE role = ANY(:roles::text[]) AND disabled_at IS NULL AND removed_at IS NULL
""")
ADD = Statement(None, """
    INSERT INTO accounts (id, email, password_hash, role, locale, time_zone, reason, made_at, confirmed_at, approved_at,
        address, opened_with)
    VALUES (:id, :email, :password_hash, :role, :locale, :time_zone, :reason, :now, :confirmed_at, :approved_at,
        :address, :opened_with)
""")
CONFIRM = Statement(int, """
    UPDATE accounts SET confirmed_at = coalesce(confirmed_at, :now)
    WHERE id = :id AND email = :email AND removed_at IS NULL RETURNING 1
""")
APPROVE = Statement(int, """
    UPDATE accounts SET approved_at = :now WHERE id = :id AND approved_at IS NULL AND removed_at IS NULL RETURNING 1
""")
DISABLE = Statement(None, "UPDATE accounts SET disabled_at = :at WHERE id = :id")
APPOINT = Statement(None, "UPDATE accounts SET role = :role WHERE id = :id")
ADMISSIONS = Statement(Admission, "SELECT mode, made_by, made_at FROM admissions ORDER BY id DESC LIMIT :limit")
SAY_WHO = Statement(None, "INSERT INTO admissions (id, mode, made_by, made_at) VALUES (:id, :mode, :by, :now)")
MOVE = Statement(int, """
    UPDATE accounts SET email = :email
    WHERE id = :id AND (confirmed_at IS NULL OR :confirmed) AND removed_at IS NULL RETURNING 1
""")
ERASE = Statement(None, """
    UPDATE accounts SET email = :email, password_hash = '', reason = '', address = NULL, removed_at = :now,
        disabled_at = coalesce(disabled_at, :now)
    WHERE id = :id
""")
FORGET_ADDRESSES = Statement(None, "UPDATE accounts SET address = NULL WHERE address IS NOT NULL AND made_at < :before")
# Serialises sign-ups, so that exactly one of the first becomes the owner. Apart from the question itself, which must
# see what the one before has committed: a statement that waits for a lock still sees what was there before it waited.
TURN = Statement(bool, "SELECT pg_advisory_xact_lock(4) IS NOT NULL")
FIRST = Statement(bool, "SELECT NOT EXISTS (SELECT 1 FROM accounts)")
COUNT = Statement(int, "SELECT count(*)::int FROM accounts WHERE removed_at IS NULL")
OPEN_SESSION = Statement(None, """
    INSERT INTO sessions (token_hash, account_id, profile_id, user_agent, made_at, seen_at)
    VALUES (:token_hash, :account, :profile, :user_agent, :now, :now)
""")
SESSION = Statement(Session, """
    SELECT s.account_id, s.profile_id, a.role, a.time_zone, a.locale
    FROM sessions s JOIN accounts a ON a.id = s.account_id JOIN profiles p ON p.id = s.profile_id
    WHERE s.token_hash = :token_hash AND a.disabled_at IS NULL AND s.made_at > :oldest AND p.suspended_at IS NULL
""")
SEEN = Statement(None, "UPDATE sessions SET seen_at = :now WHERE token_hash = :token_hash AND seen_at < :before")
CLOSE_SESSION = Statement(None, "DELETE FROM sessions WHERE token_hash = :token_hash")
OWNER = Statement(int, """
    SELECT id FROM accounts WHERE role = 'owner' AND disabled_at IS NULL ORDER BY made_at LIMIT 1
""")
RENEW_PASSWORD = Statement(int, """
    UPDATE accounts SET password_hash = :new WHERE id = :id AND removed_at IS NULL RETURNING 1
""")
# Only while the password is still the one that was proved.
CHANGE_PASSWORD = Statement(int, """
    UPDATE accounts SET password_hash = :new WHERE id = :id AND password_hash = :old RETURNING 1
""")
SESSIONS = Statement(OpenSession, """
    SELECT encode(token_hash, 'hex'), user_agent, made_at, seen_at FROM sessions
    WHERE account_id = :account AND made_at > :oldest ORDER BY seen_at DESC, made_at DESC
""")
END_SESSION = Statement(str, """
    DELETE FROM sessions WHERE account_id = :account AND encode(token_hash, 'hex') = :id
    RETURNING encode(token_hash, 'hex')
""")
END_SESSIONS = Statement(str, """
    DELETE FROM sessions WHERE account_id = :account AND encode(token_hash, 'hex') <> :but
    RETURNING encode(token_hash, 'hex')
""")
SPEAK = Statement(int, """
    UPDATE accounts SET locale = :locale WHERE id = :id AND removed_at IS NULL RETURNING 1
""")
MOVE_ZONE = Statement(int, """
    UPDATE accounts SET time_zone = :time_zone WHERE id = :id AND removed_at IS NULL RETURNING 1
""")
PREFERENCES = Statement(Preferences, """
    SELECT visibility, sensitive, language, quote_policy FROM preferences WHERE account_id = :account
""")
PREFER = Statement(None, """
    INSERT INTO preferences (account_id, visibility, sensitive, language, quote_policy)
    VALUES (:account, :visibility, :sensitive, :language, :quote_policy)
    ON CONFLICT (account_id) DO UPDATE
        SET visibility = excluded.visibility, sensitive = excluded.sensitive, language = excluded.language,
            quote_policy = excluded.quote_policy
""")
STAFF = Statement(Staff, """
    SELECT DISTINCT ON (m.profile_id) m.profile_id, a.role FROM members m JOIN accounts a ON a.id = m.account_id
    WHERE m.role = 'owner' AND a.role <> 'member' AND a.disabled_at IS NULL
    ORDER BY m.profile_id, m.joined_at
""")
