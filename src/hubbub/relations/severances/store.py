"""Tables: severances."""

from dataclasses import dataclass
from datetime import datetime

from hubbub.base.db import Statement


@dataclass(frozen=True, slots=True)
class Severance:
    id: int
    kind: str
    domain: str
    following: int
    followers: int
    made_at: datetime


ADD = Statement(int, """
    INSERT INTO severances (id, profile_id, kind, domain, following_count, follower_count, made_at, made_on)
    VALUES (:id, :profile, :kind, :domain, :following, :followers, :now, (:now AT TIME ZONE 'UTC')::date)
    ON CONFLICT ON CONSTRAINT severances_once DO NOTHING RETURNING id
""")
BY_IDS = Statement(Severance, """
    SELECT id, kind, domain, following_count, follower_count, made_at FROM severances
    WHERE profile_id = :profile AND id = ANY(:ids::bigint[])
""")
FORGET = Statement(None, "DELETE FROM severances WHERE profile_id = :profile")
