"""Tables: factors, recovery_codes."""

from dataclasses import dataclass
from datetime import datetime

from hubbub.base.db import Statement


@dataclass(frozen=True, slots=True)
class Factors:
    """What an account is guarded by: an app since when, passkeys asked for since when, codes left on paper."""

    app_at: datetime | None = None
    passkeys_at: datetime | None = None
    codes_left: int = 0

    @property
    def on(self) -> bool:
        return bool(self.app_at or self.passkeys_at)


@dataclass(frozen=True, slots=True)
class Sealed:
    sealed: bytes | None
    app_at: datetime | None


FACTORS = Statement(Factors, """
    SELECT f.app_at, f.passkeys_at,
        (SELECT count(*)::int FROM recovery_codes r WHERE r.account_id = f.account_id) AS codes_left
    FROM factors f WHERE f.account_id = :account
""")
SEALED = Statement(Sealed, "SELECT sealed, app_at FROM factors WHERE account_id = :account")
# Another secret each time, until one is confirmed.
BEGIN = Statement(int, """
    INSERT INTO factors AS f (account_id, sealed, tried_since) VALUES (:account, :sealed, :now)
    ON CONFLICT (account_id) DO UPDATE SET sealed = excluded.sealed WHERE f.app_at IS NULL
    RETURNING 1
""")
CONFIRM = Statement(int, """
    UPDATE factors SET app_at = :now, last_step = :step, tried_count = 0
    WHERE account_id = :account AND app_at IS NULL AND sealed IS NOT NULL RETURNING 1
""")
ASK_PASSKEYS = Statement(None, """
    INSERT INTO factors (account_id, passkeys_at, tried_since) VALUES (:account, :at, :now)
    ON CONFLICT (account_id) DO UPDATE SET passkeys_at = excluded.passkeys_at
""")
REMOVE = Statement(int, """
    DELETE FROM factors WHERE account_id = :account AND (app_at IS NOT NULL OR passkeys_at IS NOT NULL) RETURNING 1
""")
FORGET = Statement(None, "DELETE FROM factors WHERE account_id = :account")
# The row is held until the commit: of two that come with one code at once, the second finds it used.
USE_STEP = Statement(int, """
    UPDATE factors SET last_step = :step WHERE account_id = :account AND last_step < :step RETURNING 1
""")
USE_CODE = Statement(int, """
    DELETE FROM recovery_codes WHERE account_id = :account AND code_hash = :hash RETURNING 1
""")
ADD_CODES = Statement(None, """
    INSERT INTO recovery_codes (account_id, code_hash) SELECT :account, unnest(:hashes::bytea[])
""")
DROP_CODES = Statement(None, "DELETE FROM recovery_codes WHERE account_id = :account")
TRY = Statement(int, """
    UPDATE factors SET tried_count = CASE WHEN tried_since < :since THEN 1 ELSE tried_count + 1 END,
        tried_since = CASE WHEN tried_since < :since THEN :now ELSE tried_since END
    WHERE account_id = :account RETURNING tried_count
""")
FORGET_TRIES = Statement(None, "UPDATE factors SET tried_count = 0 WHERE account_id = :account")
PASSWORD = Statement(str, "SELECT password_hash FROM accounts WHERE id = :account")
