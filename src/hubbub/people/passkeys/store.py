"""Tables: passkeys, passkey_challenges."""

from dataclasses import dataclass
from datetime import datetime

from hubbub.base.db import Statement
from hubbub.base.ids import AccountId


@dataclass(frozen=True, slots=True)
class Passkey:
    id: int
    name: str
    made_at: datetime
    used_at: datetime | None
    credential: bytes


@dataclass(frozen=True, slots=True)
class Key:
    id: int
    account: AccountId
    key: bytes
    count: int


ADD_CHALLENGE = Statement(None, """
    INSERT INTO passkey_challenges (challenge_hash, purpose, browser_hash, account_id, made_at)
    VALUES (:hash, :purpose, :browser, :account, :now)
""")
TAKE_CHALLENGE = Statement(int, """
    DELETE FROM passkey_challenges
    WHERE challenge_hash = :hash AND purpose = :purpose AND browser_hash = :browser AND made_at > :oldest
    RETURNING coalesce(account_id, 0)
""")
FORGET_CHALLENGES = Statement(None, "DELETE FROM passkey_challenges WHERE made_at < :before")
ADD = Statement(None, """
    INSERT INTO passkeys (id, account_id, credential_id, public_key, name, made_at)
    VALUES (:id, :account, :credential, :key, :name, :now)
""")
# Held until the commit: two answers of one device come one after the other.
BY_CREDENTIAL = Statement(Key, """
    SELECT id, account_id, public_key, use_count FROM passkeys WHERE credential_id = :credential FOR UPDATE
""")
USE = Statement(None, "UPDATE passkeys SET use_count = :count, used_at = :now WHERE id = :id")
OWN = Statement(Passkey, """
    SELECT id, name, made_at, used_at, credential_id FROM passkeys WHERE account_id = :account ORDER BY id
""")
RENAME = Statement(int, "UPDATE passkeys SET name = :name WHERE id = :id AND account_id = :account RETURNING 1")
REMOVE = Statement(str, "DELETE FROM passkeys WHERE id = :id AND account_id = :account RETURNING name")
FORGET = Statement(None, "DELETE FROM passkeys WHERE account_id = :account")
