"""Tables: members."""

from dataclasses import dataclass

from hubbub.base.db import Statement
from hubbub.base.ids import ProfileId


@dataclass(frozen=True, slots=True)
class Membership:
    profile: ProfileId
    role: str


JOIN = Statement(None, """
    INSERT INTO members (profile_id, account_id, role, joined_at) VALUES (:profile, :account, :role, :now)
    ON CONFLICT (profile_id, account_id) DO UPDATE SET role = excluded.role
""")
ROLES = Statement(Membership, "SELECT profile_id, role FROM members WHERE account_id = :account", steady=True)
PROFILES = Statement(int, "SELECT profile_id FROM members WHERE account_id = :account ORDER BY joined_at, profile_id")
OWNER = Statement(int, """
    SELECT account_id FROM members WHERE profile_id = :profile AND role = 'owner' ORDER BY joined_at LIMIT 1
""")
