"""Tables: email_domain_blocks, canonical_email_blocks, ip_blocks."""

from dataclasses import dataclass
from datetime import date, datetime

from hubbub.base.db import Statement


@dataclass(frozen=True, slots=True)
class EmailDomain:
    id: int
    domain: str
    allows_with_approval: bool
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Email:
    id: int
    hash: str


@dataclass(frozen=True, slots=True)
class Network:
    id: int
    network: str
    severity: str
    comment: str
    ends_at: datetime | None
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Uses:
    """How many accounts were opened on a day with addresses of a domain."""

    domain: str
    day: date
    accounts: int


_PAGE = """(:id::bigint IS NULL OR id = :id)
      AND (:below::bigint IS NULL OR id < :below) AND (:above::bigint IS NULL OR id > :above)
    ORDER BY CASE WHEN :upward THEN id END ASC, id DESC LIMIT :limit"""

DOMAINS = Statement(EmailDomain, f"""
    SELECT id, domain, allows_with_approval, made_at FROM email_domain_blocks WHERE {_PAGE}
""")  # noqa: S608
DOMAINS_OF = Statement(EmailDomain, """
    SELECT id, domain, allows_with_approval, made_at FROM email_domain_blocks WHERE domain = ANY(:names::text[])
""")
ADD_DOMAIN = Statement(int, """
    INSERT INTO email_domain_blocks (id, domain, allows_with_approval, made_at)
    VALUES (:id, :domain, :allows_with_approval, :now) ON CONFLICT (domain) DO NOTHING RETURNING 1
""")
REMOVE_DOMAIN = Statement(int, "DELETE FROM email_domain_blocks WHERE id = :id RETURNING 1")
USES = Statement(Uses, """
    SELECT lower(split_part(email, '@', 2)) AS domain, (made_at AT TIME ZONE 'UTC')::date AS day, count(*)::int
    FROM accounts WHERE made_at >= :since AND lower(split_part(email, '@', 2)) = ANY(:domains::text[])
    GROUP BY 1, 2
""")
EMAILS = Statement(Email, f"SELECT id, hash FROM canonical_email_blocks WHERE {_PAGE}")  # noqa: S608
EMAILS_OF = Statement(Email, "SELECT id, hash FROM canonical_email_blocks WHERE hash = :hash")
ADD_EMAIL = Statement(int, """
    INSERT INTO canonical_email_blocks (id, hash, made_at) VALUES (:id, :hash, :now)
    ON CONFLICT (hash) DO UPDATE SET hash = excluded.hash RETURNING id
""")
REMOVE_EMAIL = Statement(int, "DELETE FROM canonical_email_blocks WHERE id = :id RETURNING 1")
NETWORKS = Statement(Network, f"""
    SELECT id, network::text, severity, comment, ends_at, made_at FROM ip_blocks WHERE {_PAGE}
""")  # noqa: S608
NETWORKS_OF = Statement(Network, """
    SELECT id, network::text, severity, comment, ends_at, made_at FROM ip_blocks
    WHERE CAST(:address::text AS inet) <<= network AND (ends_at IS NULL OR ends_at > :now)
""")
ADD_NETWORK = Statement(int, """
    INSERT INTO ip_blocks (id, network, severity, comment, ends_at, made_at)
    VALUES (:id, CAST(:network::text AS cidr), :severity, :comment, :ends_at, :now)
    ON CONFLICT (network) DO NOTHING RETURNING 1
""")
EDIT_NETWORK = Statement(int, """
    UPDATE ip_blocks SET network = CAST(:network::text AS cidr), severity = :severity, comment = :comment,
        ends_at = :ends_at
    WHERE id = :id RETURNING 1
""")
REMOVE_NETWORK = Statement(int, "DELETE FROM ip_blocks WHERE id = :id RETURNING 1")
