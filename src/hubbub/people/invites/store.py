"""Tables: invites, invite_uses."""

from dataclasses import dataclass
from datetime import datetime

from hubbub.base.db import Statement
from hubbub.base.ids import AccountId


@dataclass(frozen=True, slots=True)
class Invite:
    id: int
    code: str
    most: int | None
    use_count: int
    ends_at: datetime | None
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Joined:
    """Who came, and by whose invitation."""

    account: AccountId
    by: AccountId


ADD = Statement(Invite, """
    INSERT INTO invites (id, account_id, code, most_uses, ends_at, made_at)
    VALUES (:id, :account, :code, :uses, :ends_at, :now)
    RETURNING id, code, most_uses, use_count, ends_at, made_at
""")
OWN = Statement(Invite, """
    SELECT id, code, most_uses, use_count, ends_at, made_at FROM invites
    WHERE account_id = :account AND ended_at IS NULL AND (ends_at IS NULL OR ends_at > :now)
        AND (most_uses IS NULL OR use_count < most_uses)
    ORDER BY id DESC
""")
END = Statement(int, """
    UPDATE invites SET ended_at = :now WHERE id = :id AND account_id = :account AND ended_at IS NULL RETURNING 1
""")
# An invitation is as good as whoever made it: of somebody who may not invite any more, none lets anybody in.
GOOD = Statement(int, """
    SELECT i.id FROM invites i JOIN accounts a ON a.id = i.account_id
    WHERE i.code = :code AND i.ended_at IS NULL AND (i.ends_at IS NULL OR i.ends_at > :now)
        AND (i.most_uses IS NULL OR i.use_count < i.most_uses)
        AND a.disabled_at IS NULL AND a.removed_at IS NULL AND (a.role <> 'member' OR :open)
""")
USE = Statement(int, """
    UPDATE invites i SET use_count = i.use_count + 1 FROM accounts a
    WHERE a.id = i.account_id AND i.code = :code AND i.ended_at IS NULL AND (i.ends_at IS NULL OR i.ends_at > :now)
        AND (i.most_uses IS NULL OR i.use_count < i.most_uses)
        AND a.disabled_at IS NULL AND a.removed_at IS NULL AND (a.role <> 'member' OR :open)
    RETURNING i.id
""")
NOTE = Statement(None, "INSERT INTO invite_uses (invite_id, account_id, used_at) VALUES (:invite, :account, :now)")
JOINED = Statement(Joined, """
    SELECT u.account_id, i.account_id FROM invite_uses u JOIN invites i ON i.id = u.invite_id
    WHERE u.account_id = ANY(:accounts::bigint[]) OR i.account_id = :by
""")
FORGET_USES = Statement(None, """
    DELETE FROM invite_uses u USING invites i
    WHERE i.id = u.invite_id AND (u.account_id = :account OR i.account_id = :account)
""")
FORGET = Statement(None, "DELETE FROM invites WHERE account_id = :account")
