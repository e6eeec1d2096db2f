"""Who may see what, said a second time: in plain words over what was done, knowing nothing of tables or SQL.

Tests do the same to a Hubbub and to this, and compare. It is written after what members are told in
docs/guide/member.md, so that a mistake in the one predicate of the server is not made here as well.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

OPEN = ("public", "unlisted")
LISTED = ("public", "local")
PINNABLE = (*OPEN, "local", "private")
MOST_PINNED = 5


@dataclass(eq=False, slots=True)
class Said:
    """A post, or somebody's boost of one."""

    id: str
    by: str
    visibility: str
    mentions: frozenset[str] = frozenset()
    readers: frozenset[str] = frozenset()
    answers: "Said | None" = None
    boosts: "Said | None" = None
    quotes: "Said | None" = None
    links: bool = False
    gone: bool = False

    @property
    def shown(self) -> "Said":
        return self.boosts or self


@dataclass(slots=True)
class World:
    """What people have done so far, and what follows from it."""

    locked: frozenset[str] = frozenset()
    said: list[Said] = field(default_factory=list)
    follows: set[tuple[str, str]] = field(default_factory=set)
    asks: set[tuple[str, str]] = field(default_factory=set)
    blocks: set[tuple[str, str]] = field(default_factory=set)
    mutes: set[tuple[str, str]] = field(default_factory=set)
    members: set[tuple[str, str]] = field(default_factory=set)
    favours: set[tuple[str, Said]] = field(default_factory=set)
    keeps: set[tuple[str, Said]] = field(default_factory=set)
    pins: list[Said] = field(default_factory=list)

    # What people do. Whether they may is asked before.

    def follow(self, who: str, whom: str) -> None:
        if (who, whom) not in self.follows:
            (self.asks if whom in self.locked else self.follows).add((who, whom))

    def unfollow(self, who: str, whom: str) -> None:
        for pairs in (self.follows, self.asks, self.members):
            pairs.discard((who, whom))

    def accept(self, who: str, whom: str) -> None:
        self.asks.remove((whom, who))
        self.follows.add((whom, who))

    def block(self, who: str, whom: str) -> None:
        self.blocks.add((who, whom))
        self.unfollow(who, whom)
        self.unfollow(whom, who)

    def delete(self, post: Said) -> None:
        for each in self.said:
            each.gone = each.gone or each is post or each.boosts is post

    def pin(self, post: Said) -> None:
        self.unpin(post)
        self.pins.append(post)

    def unpin(self, post: Said) -> None:
        if post in self.pins:
            self.pins.remove(post)

    def boost_of(self, who: str, post: Said) -> Said | None:
        return next((s for s in self.said if s.boosts is post and s.by == who and not s.gone), None)

    # What follows from it.

    def apart(self, one: str, other: str) -> bool:
        return (one, other) in self.blocks or (other, one) in self.blocks

    def hears(self, who: str | None, whom: str) -> bool:
        """Whether somebody wants to read another at all; oneself always."""
        return who in (None, whom) or not (self.apart(str(who), whom) or (who, whom) in self.mutes)

    def sees(self, who: str | None, post: Said) -> bool:
        """A boost is seen by those who see both it and what it passes on."""
        return self._sees(who, post) and (post.boosts is None or self._sees(who, post.boosts))

    def _sees(self, who: str | None, post: Said) -> bool:
        if post.gone:
            return False
        if who == post.by:
            return True
        if who is None:
            return post.visibility in OPEN
        # Everybody here is a member, so what stays here is for all of them.
        if self.apart(who, post.by):
            return False
        if post.visibility in (*OPEN, "local") or who in post.mentions:
            return True
        if post.visibility == "chosen":
            return who in post.readers
        follows, followed = (who, post.by) in self.follows, (post.by, who) in self.follows
        return follows and (post.visibility == "private" or (post.visibility == "mutuals" and followed))

    def passes_on(self, who: str, post: Said) -> bool:
        return post.visibility in (*OPEN, "local") or (post.visibility == "private" and post.by == who)

    def may_quote(self, who: str, post: Said, visibility: str) -> bool:
        """What is for followers is quoted by its author alone, and not to everybody; what is for fewer by nobody."""
        everybody = (*OPEN, "local")
        return post.visibility in everybody or (
            post.visibility == "private" and post.by == who and visibility not in everybody)

    def may_pin(self, who: str, post: Said) -> bool:
        pinned = [each for each in self.pins if each.by == who and each is not post and not each.gone]
        return post.by == who and post.boosts is None and post.visibility in PINNABLE and len(pinned) < MOST_PINNED

    # What stands where.

    def of_account(self, who: str | None, author: str) -> list[str]:
        return [s.id for s in self._newest() if s.by == author and self.sees(who, s)]

    def public(self, who: str | None) -> list[str]:
        return [
            s.id for s in self._newest() if s.visibility in LISTED and s.boosts is None and self.sees(who, s)
            and self.hears(who, s.by) and (s.answers is None or s.answers.by == s.by)]

    def tagged(self, who: str | None) -> list[str]:
        """All that is said here carries the same tag."""
        return [
            s.id for s in self._newest()
            if s.visibility in LISTED and s.boosts is None and self.sees(who, s) and self.hears(who, s.by)]

    def linked(self, who: str | None) -> list[str]:
        """All that lead anywhere lead to the same page."""
        known = set(self.tagged(who))
        return [s.id for s in self._newest() if s.links and s.id in known]

    def pinned(self, who: str | None, author: str) -> list[str]:
        return [s.id for s in reversed(self.pins) if s.by == author and self.sees(who, s)]

    def quoting(self, who: str | None, post: Said) -> list[str]:
        return [s.id for s in self._newest() if s.quotes is post and self.sees(who, s) and self.hears(who, s.by)]

    def quote_shown(self, who: str | None, post: Said) -> tuple[str, str | None]:
        """How the quoted post stands before a reader, and which it is if it is shown; a muted author's is folded."""
        quoted = post.quotes
        assert quoted is not None
        if quoted.gone:
            return "deleted", None
        if (who, quoted.by) in self.blocks:
            return "blocked_account", None
        if not self.sees(who, quoted):
            return "unauthorized", None
        return "accepted" if self.hears(who, quoted.by) else "muted_account", quoted.id

    def listed(self, who: str) -> list[str]:
        """The one list of each: answers are shown to those in it."""
        inside = {whom for owner, whom in self.members if owner == who}
        return [
            s.id for s in self._newest()
            if s.by in inside and self.sees(who, s) and self.hears(who, s.by) and self.hears(who, s.shown.by)
            and (s.answers is None or s.answers.by in inside | {who, s.by})]

    def home_may_have(self, who: str, post: Said) -> bool:
        return self.sees(who, post) and self.hears(who, post.by) and self.hears(who, post.shown.by) and (
            post.by == who or (who, post.by) in self.follows)

    def home_must_have(self, who: str) -> set[str]:
        """Beginnings by those followed. Which answers and boosts came depends on how things stood when they did, and so
        it does with what is for mutuals."""
        return {s.id for s in self.said if s.answers is None and s.boosts is None
                and (s.visibility != "mutuals" or s.by == who) and self.home_may_have(who, s)}

    def around(self, who: str | None, post: Said) -> tuple[set[str], set[str]]:
        """What a post answers and what answers it, where each step down is seen."""
        above, below, reached = set(), set(), [post]
        up = post.answers
        while up is not None:
            above |= {up.id} if self.sees(who, up) else set()
            up = up.answers
        while reached:
            at = reached.pop()
            children = [s for s in self.said if s.answers is at and self.sees(who, s)]
            below |= {s.id for s in children}
            reached += children
        return above, below

    def reacted(self, who: str, to: set[tuple[str, Said]]) -> set[str]:
        return {post.id for each, post in to if each == who and self.sees(who, post)}

    def _newest(self) -> Iterator[Said]:
        return iter(sorted(self.said, key=lambda s: int(s.id), reverse=True))
