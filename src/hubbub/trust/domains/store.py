"""Tables: domain_blocks, domain_allows."""

from dataclasses import dataclass
from datetime import datetime

from hubbub.base.db import Statement


@dataclass(frozen=True, slots=True)
class Block:
    id: int
    domain: str
    severity: str
    rejects_media: bool
    rejects_reports: bool
    obfuscated: bool
    private_comment: str
    public_comment: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Allow:
    id: int
    domain: str
    made_at: datetime


_BLOCK = """id, domain, severity, rejects_media, rejects_reports, obfuscated, private_comment, public_comment,
    made_at"""

BLOCKS = Statement(Block, f"""
    SELECT {_BLOCK} FROM domain_blocks
    WHERE (:below::bigint IS NULL OR id < :below) AND (:above::bigint IS NULL OR id > :above)
    ORDER BY CASE WHEN :upward THEN id END ASC, id DESC LIMIT :limit
""")  # noqa: S608
BLOCK = Statement(Block, f"SELECT {_BLOCK} FROM domain_blocks WHERE id = :id")  # noqa: S608
ALL_BLOCKS = Statement(Block, f"SELECT {_BLOCK} FROM domain_blocks ORDER BY domain")  # noqa: S608
ADD_BLOCK = Statement(None, """
    INSERT INTO domain_blocks (id, domain, severity, rejects_media, rejects_reports, obfuscated, private_comment,
        public_comment, made_at)
    VALUES (:id, :domain, :severity, :rejects_media, :rejects_reports, :obfuscated, :private_comment,
        :public_comment, :now)
""")
EDIT_BLOCK = Statement(int, """
    UPDATE domain_blocks SET severity = :severity, rejects_media = :rejects_media, rejects_reports = :rejects_reports,
        obfuscated = :obfuscated, private_comment = :private_comment, public_comment = :public_comment
    WHERE id = :id RETURNING 1
""")
REMOVE_BLOCK = Statement(str, "DELETE FROM domain_blocks WHERE id = :id RETURNING domain")
ALLOWS = Statement(Allow, """
    SELECT id, domain, made_at FROM domain_allows
    WHERE (:below::bigint IS NULL OR id < :below) AND (:above::bigint IS NULL OR id > :above)
    ORDER BY CASE WHEN :upward THEN id END ASC, id DESC LIMIT :limit
""")
ALLOW = Statement(Allow, "SELECT id, domain, made_at FROM domain_allows WHERE id = :id")
ALLOWED = Statement(str, "SELECT domain FROM domain_allows")
ADD_ALLOW = Statement(Allow, """
    INSERT INTO domain_allows (id, domain, made_at) VALUES (:id, :domain, :now)
    ON CONFLICT (domain) DO UPDATE SET domain = excluded.domain RETURNING id, domain, made_at
""")
REMOVE_ALLOW = Statement(int, "DELETE FROM domain_allows WHERE id = :id RETURNING 1")
