"""Tables: members."""

from hubbub.base.db import Statement

JOIN = Statement(None, """
    INSERT INTO members (profile_id, account_id, role, joined_at) VALUES (:profile, :account, :role, :now)
    ON CONFLICT (profile_id, account_id) DO UPDATE SET role = excluded.role
""")
ROLE = Statement(str, "SELECT role FROM members WHERE profile_id = :profile AND account_id = :account")
PROFILES = Statement(int, "SELECT profile_id FROM members WHERE account_id = :account ORDER BY joined_at, profile_id")
OWNER = Statement(int, """
    SELECT account_id FROM members WHERE profile_id = :profile AND role = 'owner' ORDER BY joined_at LIMIT 1
""")
