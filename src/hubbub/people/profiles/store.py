"""Tables: profiles, profile_keys, profile_more_keys, profile_counts, moved_inboxes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hubbub.base.db import Statement
from hubbub.base.ids import ProfileId


@dataclass(frozen=True, slots=True)
class Profile:
    id: ProfileId
    name: str
    domain: str | None
    kind: str
    display_name: str
    note: str
    note_html: str
    fields: list[dict[str, Any]]
    avatar: str | None
    avatar_description: str
    banner: str | None
    banner_description: str
    locked: bool
    discoverable: bool
    indexable: bool
    hides_people: bool
    shows_media: bool
    shows_media_replies: bool
    shows_featured: bool
    attribution_domains: list[str]
    uri: str
    url: str
    inbox: str
    shared_inbox: str | None
    followers_uri: str | None
    made_at: datetime
    fetched_at: datetime | None
    suspended_at: datetime | None
    removed_at: datetime | None
    post_count: int
    follower_count: int
    followed_count: int
    last_post_at: datetime | None
    silenced_at: datetime | None
    sensitized_at: datetime | None
    moved_to: ProfileId | None

    @property
    def here(self) -> bool:
        return self.domain is None

    @property
    def handle(self) -> str:
        """`ann` here, `zoe@two.example` elsewhere."""
        return self.name if self.domain is None else f"{self.name}@{self.domain}"

    @property
    def title(self) -> str:
        """What to call them: the display name, or the name."""
        return self.display_name or self.name


@dataclass(frozen=True, slots=True)
class Census:
    profiles: int
    active: int  # in the last thirty days
    active_half_year: int
    posts: int


@dataclass(frozen=True, slots=True)
class Key:
    profile: ProfileId
    uri: str
    owner: str
    public_pem: str
    private_pem: str | None


@dataclass(frozen=True, slots=True)
class OlderKey:
    uri: str
    public_pem: str


@dataclass(frozen=True, slots=True)
class Signer:
    """Whose key it is; of one who is `gone`, removed or suspended here, nothing is taken.

    A key that is not their first is known by what they showed when they were last `asked_at`.
    """

    profile: ProfileId
    uri: str
    owner: str
    followers_uri: str | None
    public_pem: str
    gone: bool
    asked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Named:
    profile: ProfileId
    uri: str


BY_IDS = Statement(Profile, """
    SELECT p.id, name, domain, kind, display_name, note, note_html, fields, avatar, avatar_description, banner,
        banner_description, locked, discoverable, indexable, hides_people, shows_media, shows_media_replies,
        shows_featured, attribution_domains, uri, url, inbox, shared_inbox, followers_uri, made_at, fetched_at,
        suspended_at, removed_at, post_count, follower_count, followed_count, last_post_at, silenced_at, sensitized_at,
        moved_to_id
    FROM profiles p JOIN profile_counts c ON c.profile_id = p.id
    WHERE p.id = ANY(:ids::bigint[])
""", steady=True)
ID_BY_HANDLE = Statement(int, """
    SELECT id FROM profiles WHERE lower(name) = lower(:name) AND coalesce(domain, '') = coalesce(:domain, '')
""", steady=True)
ID_BY_URI = Statement(int, "SELECT id FROM profiles WHERE uri = :uri")
# Along the index of addresses; handles may be at another domain than the actors.
KNOWS_HOST = Statement(bool, "SELECT EXISTS (SELECT 1 FROM profiles WHERE uri >= :first AND uri < :beyond)")
BY_URIS = Statement(Named, "SELECT id, uri FROM profiles WHERE uri = ANY(:uris::text[]) AND removed_at IS NULL")
ADD = Statement(int, """
    WITH counted AS (INSERT INTO profile_counts (profile_id) VALUES (:id))
    INSERT INTO profiles (id, name, domain, kind, display_name, note_html, fields, avatar, banner, locked,
        discoverable, indexable, uri, url, inbox, shared_inbox, followers_uri, made_at, fetched_at,
        avatar_description, banner_description, shows_media, shows_media_replies, shows_featured, attribution_domains)
    VALUES (:id, :name, :domain, :kind, :display_name, :note_html, :fields, :avatar, :banner, :locked,
        :discoverable, :indexable, :uri, :url, :inbox, :shared_inbox, :followers_uri, :made_at, :fetched_at,
        :avatar_description, :banner_description, :shows_media, :shows_media_replies, :shows_featured,
        :attribution_domains)
    RETURNING id
""")
REFRESH = Statement(int, """
    WITH was AS (SELECT inbox, shared_inbox FROM profiles WHERE uri = :uri AND domain IS NOT NULL), moved AS (
        INSERT INTO moved_inboxes (inbox, place)
        SELECT inbox, :inbox FROM was WHERE inbox <> :inbox
        UNION SELECT shared_inbox, coalesce(:shared_inbox, :inbox) FROM was
            WHERE shared_inbox <> coalesce(:shared_inbox, '') AND shared_inbox <> inbox
        ON CONFLICT (inbox) DO UPDATE SET place = excluded.place)
    UPDATE profiles SET kind = :kind, display_name = :display_name, note_html = :note_html, fields = :fields,
        avatar = :avatar, banner = :banner, locked = :locked, discoverable = :discoverable,
        indexable = :indexable, url = :url, inbox = :inbox, shared_inbox = :shared_inbox,
        followers_uri = :followers_uri, fetched_at = :fetched_at, avatar_description = :avatar_description,
        banner_description = :banner_description, shows_media = :shows_media,
        shows_media_replies = :shows_media_replies, shows_featured = :shows_featured,
        attribution_domains = :attribution_domains
    WHERE uri = :uri AND domain IS NOT NULL RETURNING id
""")
# A few of those who have it, along the index of addresses; whoever was seen last is there most likely.
HOLDERS = Statement(str, """
    SELECT uri FROM profiles
    WHERE uri >= :first AND uri < :beyond AND :inbox IN (inbox, shared_inbox) AND removed_at IS NULL
    ORDER BY fetched_at DESC LIMIT 3
""")
PLACE = Statement(str, "SELECT place FROM moved_inboxes WHERE inbox = :inbox")
# What one of them says now of the inbox that all of a server share holds for the others too.
FOLLOW_SUIT = Statement(int, """
    UPDATE profiles p SET shared_inbox = a.shared_inbox
    FROM (SELECT shared_inbox FROM profiles WHERE uri = :uri AND shared_inbox IS DISTINCT FROM :inbox) AS a
    WHERE p.uri >= :first AND p.uri < :beyond AND p.shared_inbox = :inbox RETURNING p.id
""")
EDIT = Statement(None, """
    UPDATE profiles SET display_name = :display_name, note = :note, note_html = :note_html, fields = :fields,
        avatar = :avatar, avatar_description = :avatar_description, banner = :banner,
        banner_description = :banner_description, locked = :locked, discoverable = :discoverable,
        indexable = :indexable, kind = :kind, hides_people = :hides_people, shows_media = :shows_media,
        shows_media_replies = :shows_media_replies, shows_featured = :shows_featured,
        attribution_domains = :attribution_domains
    WHERE id = :id
""")
# Only while the link still stands there as it was when its page was asked.
VERIFY = Statement(int, """
    UPDATE profiles SET fields = (
        SELECT jsonb_agg(CASE WHEN f->>'source' = :link THEN f || jsonb_build_object('verified_at', :at::text)
                         ELSE f END ORDER BY place)
        FROM jsonb_array_elements(fields) WITH ORDINALITY AS t(f, place))
    WHERE id = :id AND domain IS NULL AND fields @> jsonb_build_array(jsonb_build_object('source', :link::text))
    RETURNING id
""")
REMOVE = Statement(int, """
    UPDATE profiles SET removed_at = :now, display_name = '', note = '', note_html = '', fields = '[]',
        avatar = NULL, banner = NULL
    WHERE id = :id AND removed_at IS NULL RETURNING id
""")
KEEP_KEY = Statement(None, """
    INSERT INTO profile_keys (profile_id, key_uri, public_pem, private_pem)
    VALUES (:profile, :uri, :public_pem, :private_pem)
    ON CONFLICT (profile_id) DO UPDATE SET key_uri = excluded.key_uri, public_pem = excluded.public_pem
""")
KEY_OF = Statement(Key, """
    SELECT k.profile_id, k.key_uri, p.uri, k.public_pem, k.private_pem
    FROM profile_keys k JOIN profiles p ON p.id = k.profile_id WHERE k.profile_id = :profile
""")
KEY_BY_URI = Statement(Key, """
    SELECT k.profile_id, k.key_uri, p.uri, k.public_pem, k.private_pem
    FROM profile_keys k JOIN profiles p ON p.id = k.profile_id WHERE k.key_uri = :uri
""")
# Each half finds its keys first: put together before the profiles are looked for, all profiles would be read.
_SIGNERS = """
    SELECT k.profile_id, k.key_uri, p.uri, p.followers_uri, k.public_pem,
        (p.suspended_at IS NOT NULL AND NOT p.suspended_elsewhere) OR p.removed_at IS NOT NULL, {asked_at}
    FROM {keys} k JOIN profiles p ON p.id = k.profile_id WHERE k.key_uri = ANY(:uris::text[]) AND p.domain IS NOT NULL
"""
SIGNERS = Statement(Signer, f"""
    {_SIGNERS.format(keys="profile_keys", asked_at="NULL::timestamptz")}
    UNION ALL {_SIGNERS.format(keys="profile_more_keys", asked_at="p.fetched_at")}
""")
# Nobody shows a key under the address of a neighbour's.
NEIGHBOURS = Statement(int, """
    SELECT profile_id FROM profile_keys WHERE key_uri = ANY(:uris::text[]) AND profile_id <> :profile
    UNION ALL SELECT profile_id FROM profile_more_keys WHERE key_uri = ANY(:uris) AND profile_id <> :profile
""")
KEEP_MORE_KEYS = Statement(None, """
    WITH gone AS (DELETE FROM profile_more_keys WHERE profile_id = :profile AND key_uri <> ALL(:uris::text[]))
    INSERT INTO profile_more_keys (key_uri, profile_id, public_pem)
    SELECT uri, :profile, pem FROM unnest(:uris::text[], :pems::text[]) AS g(uri, pem)
    ON CONFLICT (key_uri) DO UPDATE SET public_pem = excluded.public_pem
""")
CHANGE_KEY = Statement(None, """
    WITH old AS (
        INSERT INTO profile_more_keys (key_uri, profile_id, public_pem, shown_until)
        SELECT key_uri, profile_id, public_pem, :shown_until FROM profile_keys WHERE profile_id = :profile)
    UPDATE profile_keys SET key_uri = :uri, public_pem = :public_pem, private_pem = :private_pem
    WHERE profile_id = :profile
""")
OLDER_KEYS = Statement(OlderKey, """
    SELECT key_uri, public_pem FROM profile_more_keys WHERE profile_id = :profile AND shown_until > :now
    ORDER BY shown_until DESC
""")
FORGET_KEYS = Statement(int, "DELETE FROM profile_more_keys WHERE shown_until < :now RETURNING profile_id")
# Whoever is judged alone does not follow their server's fate any more.
SUSPEND = Statement(int, """
    UPDATE profiles SET suspended_at = :at, limited_with_domain = false, suspended_elsewhere = false
    WHERE id = :id RETURNING id
""")
SUSPENDED_THERE = Statement(int, """
    UPDATE profiles SET suspended_at = CASE WHEN :suspended THEN :now::timestamptz END, suspended_elsewhere = :suspended
    WHERE id = :id AND (suspended_elsewhere OR suspended_at IS NULL) AND suspended_elsewhere <> :suspended RETURNING id
""")
SILENCE = Statement(None, "UPDATE profiles SET silenced_at = :at, limited_with_domain = false WHERE id = :id")
REDIRECT = Statement(None, "UPDATE profiles SET moved_to_id = :target WHERE id = :id")
SENSITIZE = Statement(None, "UPDATE profiles SET sensitized_at = :at WHERE id = :id")
LIMIT = Statement(None, "UPDATE profiles SET silenced_at = :now, limited_with_domain = true WHERE id = :id")
LIMIT_DOMAIN = Statement(int, """
    UPDATE profiles SET
        suspended_at = CASE WHEN :severity = 'suspend' THEN :now::timestamptz END,
        silenced_at = CASE WHEN :severity = 'silence' THEN :now::timestamptz END,
        limited_with_domain = :severity <> 'noop'
    WHERE domain = :domain AND (limited_with_domain OR (suspended_at IS NULL AND silenced_at IS NULL)) RETURNING id
""")
# From one name to the next along the index: as many steps as servers, not as profiles.
DOMAINS = Statement(str, """
    WITH RECURSIVE each AS (
        (SELECT domain FROM profiles WHERE domain IS NOT NULL ORDER BY domain LIMIT 1)
        UNION ALL
        SELECT (SELECT p.domain FROM profiles p WHERE p.domain > each.domain ORDER BY p.domain LIMIT 1)
        FROM each WHERE each.domain IS NOT NULL)
    SELECT domain FROM each WHERE domain IS NOT NULL
""")
COUNT = Statement(None, """
    UPDATE profile_counts SET post_count = greatest(post_count + :posts, 0),
        follower_count = greatest(follower_count + :followers, 0),
        followed_count = greatest(followed_count + :followed, 0),
        last_post_at = coalesce(:last_post_at, last_post_at)
    WHERE profile_id = :profile
""")
COUNT_POSTS = Statement(None, """
    UPDATE profile_counts c SET post_count = c.post_count + g.posts, last_post_at = :now
    FROM unnest(:profiles::bigint[], :posts::int[]) AS g(profile, posts) WHERE c.profile_id = g.profile
""")
CENSUS = Statement(Census, """
    SELECT count(*)::int, (count(*) FILTER (WHERE last_post_at > :since))::int,
        (count(*) FILTER (WHERE last_post_at > :long_since))::int, coalesce(sum(post_count), 0)::bigint
    FROM profiles p JOIN profile_counts c ON c.profile_id = p.id
    WHERE p.domain IS NULL AND p.kind <> 'application' AND p.removed_at IS NULL AND p.suspended_at IS NULL
""")
