"""Tables: closures, closure_profiles."""

from dataclasses import dataclass
from datetime import datetime

from hubbub.base.db import Statement
from hubbub.base.ids import ProfileId


@dataclass(frozen=True, slots=True)
class Closure:
    asked_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Hidden:
    profile: ProfileId
    at: datetime


GET = Statement(Closure, "SELECT asked_at, ends_at FROM closures WHERE account_id = :account")
ADD = Statement(None, """
    INSERT INTO closures (account_id, asked_at, ends_at) VALUES (:account, :now, :ends_at)
    ON CONFLICT (account_id) DO NOTHING
""")
HID = Statement(None, """
    INSERT INTO closure_profiles (account_id, profile_id, hidden_at) VALUES (:account, :profile, :at)
""")
# Held until the commit: signing in and the end of the two weeks cannot both have it.
TAKE_BACK = Statement(int, "DELETE FROM closures WHERE account_id = :account RETURNING 1")
TAKE_HIDDEN = Statement(Hidden, """
    DELETE FROM closure_profiles WHERE account_id = :account RETURNING profile_id, hidden_at
""")
DUE = Statement(int, """
    SELECT account_id FROM closures WHERE ends_at <= :now ORDER BY ends_at LIMIT :limit FOR UPDATE SKIP LOCKED
""")
DROP = Statement(None, """
    WITH hidden AS (DELETE FROM closure_profiles WHERE account_id = :account)
    DELETE FROM closures WHERE account_id = :account
""")
