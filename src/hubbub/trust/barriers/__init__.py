"""Who may not sign up here, or only after somebody has looked."""

from .barriers import (
    Pages,
    block_domain,
    block_email,
    block_network,
    change_network,
    find_email,
    list_domains,
    list_emails,
    list_networks,
    unblock_domain,
    unblock_email,
    unblock_network,
    uses_of,
)
from .store import Email, EmailDomain, Network, Uses

__all__ = [
    "Email",
    "EmailDomain",
    "Network",
    "Pages",
    "Uses",
    "block_domain",
    "block_email",
    "block_network",
    "change_network",
    "find_email",
    "list_domains",
    "list_emails",
    "list_networks",
    "unblock_domain",
    "unblock_email",
    "unblock_network",
    "uses_of",
]
