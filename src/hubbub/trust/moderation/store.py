"""Tables: verdicts, appointments. Besides, who is here and elsewhere, as staff looks for them."""

from dataclasses import dataclass
from datetime import datetime

from hubbub.base.db import Statement
from hubbub.base.ids import AccountId, PostId, ProfileId


@dataclass(frozen=True, slots=True)
class Person:
    """A profile and, here, the account that owns it."""

    profile: ProfileId
    account: AccountId | None


@dataclass(frozen=True, slots=True)
class Verdict:
    id: int
    profile: ProfileId
    action: str
    words: str
    complaint: int | None
    posts: list[PostId]
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Appointment:
    """Which role somebody was given, which they had before, and who gave it."""

    before: str
    role: str
    by: AccountId | None
    made_at: datetime


_OWNER = """
    LEFT JOIN LATERAL (
        SELECT a.id, a.email, a.role, a.address, a.confirmed_at, a.approved_at, a.disabled_at
        FROM members m JOIN accounts a ON a.id = m.account_id
        WHERE m.profile_id = p.id AND m.role = 'owner' AND p.domain IS NULL ORDER BY m.joined_at LIMIT 1
    ) AS a ON true"""

PEOPLE = Statement(Person, f"""
    SELECT p.id, a.id FROM profiles p {_OWNER}
    WHERE p.removed_at IS NULL AND p.kind <> 'application' AND (a.id IS NOT NULL OR p.domain IS NOT NULL)
      AND (:below::bigint IS NULL OR p.id < :below) AND (:above::bigint IS NULL OR p.id > :above)
      AND (:here::boolean IS NULL OR (p.domain IS NULL) = :here)
      AND (:domain::text IS NULL OR p.domain = lower(:domain))
      AND (:name::text IS NULL OR lower(p.name) ^@ lower(:name))
      AND (:title::text IS NULL OR lower(p.display_name) ^@ lower(:title))
      AND (:email::text IS NULL OR lower(a.email) = lower(:email))
      AND (:address::text IS NULL OR a.address = :address)
      AND (:roles::text[] IS NULL OR a.role = ANY(:roles))
      AND (:among::bigint[] IS NULL OR a.id = ANY(:among))
      AND CASE :state::text
          WHEN 'active' THEN p.suspended_at IS NULL AND (p.domain IS NOT NULL OR (
              a.approved_at IS NOT NULL AND a.confirmed_at IS NOT NULL AND a.disabled_at IS NULL))
          WHEN 'pending' THEN p.domain IS NULL AND a.approved_at IS NULL
          WHEN 'disabled' THEN p.domain IS NULL AND a.disabled_at IS NOT NULL
          WHEN 'silenced' THEN p.silenced_at IS NOT NULL
          WHEN 'suspended' THEN p.suspended_at IS NOT NULL
          WHEN 'sensitized' THEN p.sensitized_at IS NOT NULL
          ELSE true END
    ORDER BY CASE WHEN :upward THEN p.id END ASC, p.id DESC LIMIT :limit
""")  # noqa: S608
PERSONS = Statement(Person, f"""
    SELECT p.id, a.id FROM profiles p {_OWNER} WHERE p.id = ANY(:ids::bigint[])
""")  # noqa: S608
OWNERS = Statement(Person, """
    SELECT DISTINCT ON (account_id) profile_id, account_id FROM members
    WHERE account_id = ANY(:accounts::bigint[]) ORDER BY account_id, joined_at, profile_id
""")
ADD = Statement(None, """
    INSERT INTO verdicts (id, profile_id, action, words, complaint_id, post_ids, made_by, made_at)
    VALUES (:id, :profile, :action, :words, :complaint, :posts, :by, :now)
""")
VERDICTS = Statement(Verdict, """
    SELECT id, profile_id, action, words, complaint_id, post_ids, made_at FROM verdicts
    WHERE id = ANY(:ids::bigint[]) OR profile_id = :profile ORDER BY id DESC LIMIT 100
""")
APPOINT = Statement(None, """
    INSERT INTO appointments (id, profile_id, before, role, made_by, made_at)
    VALUES (:id, :profile, :before, :role, :by, :now)
""")
APPOINTMENTS = Statement(Appointment, """
    SELECT before, role, made_by, made_at FROM appointments WHERE profile_id = :profile ORDER BY id DESC LIMIT 100
""")
