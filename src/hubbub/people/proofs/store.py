"""Tables: proofs."""

from dataclasses import dataclass

from hubbub.base.db import Statement
from hubbub.base.ids import AccountId


@dataclass(frozen=True, slots=True)
class Proof:
    account: AccountId
    email: str


ADD = Statement(None, """
    INSERT INTO proofs (secret_hash, account_id, purpose, email, made_at)
    VALUES (:secret_hash, :account, :purpose, :email, :now)
""")
FIND = Statement(Proof, """
    SELECT account_id, email FROM proofs WHERE secret_hash = :secret_hash AND purpose = :purpose AND made_at > :oldest
""")
# Used up by being taken, with every other of its purpose.
TAKE = Statement(Proof, """
    WITH taken AS (
        SELECT account_id, email FROM proofs
        WHERE secret_hash = :secret_hash AND purpose = :purpose AND made_at > :oldest
    ), gone AS (
        DELETE FROM proofs p USING taken t WHERE p.account_id = t.account_id AND p.purpose = :purpose
        RETURNING p.secret_hash
    )
    SELECT t.account_id, t.email FROM taken t WHERE EXISTS (SELECT 1 FROM gone WHERE secret_hash = :secret_hash)
""")
RECENT = Statement(int, """
    SELECT count(*)::int FROM proofs WHERE account_id = :account AND made_at > :since
""")
AWAITED = Statement(str, """
    SELECT email FROM proofs WHERE account_id = :account AND purpose = 'move' AND made_at > :oldest
    ORDER BY made_at DESC LIMIT 1
""")
FORGET = Statement(None, "DELETE FROM proofs WHERE made_at < :before")
