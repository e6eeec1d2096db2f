"""What this server asks of its people, and what it says of itself."""

from .rules import (
    KINDS,
    add_rule,
    edit_rule,
    list_by_ids,
    list_rules,
    list_terms,
    papers,
    remove_rule,
    write,
)
from .store import Paper, Rule, RuleId

__all__ = [
    "KINDS",
    "Paper",
    "Rule",
    "RuleId",
    "add_rule",
    "edit_rule",
    "list_by_ids",
    "list_rules",
    "list_terms",
    "papers",
    "remove_rule",
    "write",
]
