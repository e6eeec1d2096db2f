CREATE TABLE posts (
    id bigint NOT NULL,
    author_id bigint NOT NULL,
    visibility text NOT NULL,
    local_only boolean DEFAULT false NOT NULL,
    kind text DEFAULT 'note'::text NOT NULL,
    text text DEFAULT ''::text NOT NULL,
    html text DEFAULT ''::text NOT NULL,
    spoiler text DEFAULT ''::text NOT NULL,
    sensitive boolean DEFAULT false NOT NULL,
    language text,
    reply_to_id bigint,
    reply_to_author_id bigint,
    reply_to_uri text,
    thread_id bigint NOT NULL,
    boost_of_id bigint,
    app_id bigint,
    uri text NOT NULL,
    url text NOT NULL,
    published_at timestamp with time zone NOT NULL,
    edited_at timestamp with time zone,
    removed_at timestamp with time zone,
    has_media boolean DEFAULT false NOT NULL,
    CONSTRAINT posts_kind_check CHECK ((kind = ANY (ARRAY['note'::text, 'article'::text, 'photo'::text, 'video'::text, 'audio'::text, 'story'::text, 'event'::text, 'boost'::text]))),
    CONSTRAINT posts_visibility_check CHECK ((visibility = ANY (ARRAY['public'::text, 'quiet'::text, 'followers'::text, 'mutuals'::text, 'chosen'::text, 'mentioned'::text])))
);

CREATE FUNCTION can_see(viewer bigint, post posts) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT can_see_itself(viewer, post)
       AND (post.boost_of_id IS NULL
            OR EXISTS (SELECT 1 FROM posts o WHERE o.id = post.boost_of_id AND can_see_itself(viewer, o)))
$$;

CREATE FUNCTION can_see_itself(viewer bigint, post posts) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT post.removed_at IS NULL
       AND EXISTS (SELECT 1 FROM profiles WHERE id = post.author_id AND suspended_at IS NULL AND removed_at IS NULL)
       AND (NOT post.local_only OR EXISTS (SELECT 1 FROM profiles WHERE id = viewer AND domain IS NULL))
       AND (viewer IS NOT DISTINCT FROM post.author_id
            OR (NOT EXISTS (SELECT 1 FROM blocks WHERE blocker_id = post.author_id AND blocked_id = viewer)
                AND NOT EXISTS (SELECT 1 FROM blocks WHERE blocker_id = viewer AND blocked_id = post.author_id)
                AND (post.visibility IN ('public', 'quiet')
                     OR EXISTS (SELECT 1 FROM mentions WHERE post_id = post.id AND profile_id = viewer)
                     OR (post.visibility IN ('followers', 'mutuals')
                         AND EXISTS (SELECT 1 FROM follows
                                     WHERE follower_id = viewer AND followed_id = post.author_id)
                         AND (post.visibility = 'followers'
                              OR EXISTS (SELECT 1 FROM follows
                                         WHERE follower_id = post.author_id AND followed_id = viewer)))
                     OR (post.visibility = 'chosen'
                         AND EXISTS (SELECT 1 FROM readers WHERE post_id = post.id AND profile_id = viewer)))))
$$;

CREATE FUNCTION hears(reader bigint, author bigint, at timestamp with time zone) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT NOT EXISTS (SELECT 1 FROM blocks WHERE blocker_id = reader AND blocked_id = author)
       AND NOT EXISTS (SELECT 1 FROM blocks WHERE blocker_id = author AND blocked_id = reader)
       AND NOT EXISTS (SELECT 1 FROM mutes WHERE muter_id = reader AND muted_id = author
                       AND (ends_at IS NULL OR ends_at > at))
       AND NOT EXISTS (SELECT 1 FROM shunned_domains s JOIN profiles a ON a.domain = s.domain
                       WHERE s.profile_id = reader AND a.id = author)
$$;

CREATE FUNCTION is_loud(reader bigint, author bigint) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT NOT EXISTS (SELECT 1 FROM profiles WHERE id = author AND silenced_at IS NOT NULL)
        OR reader = author OR EXISTS (SELECT 1 FROM follows WHERE follower_id = reader AND followed_id = author)
$$;

CREATE FUNCTION not_told_of(reader bigint, at timestamp with time zone) RETURNS SETOF bigint
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT blocked_id FROM blocks WHERE blocker_id = reader
    UNION ALL SELECT blocker_id FROM blocks WHERE blocked_id = reader
    UNION ALL SELECT muted_id FROM mutes
              WHERE muter_id = reader AND hides_notifications AND (ends_at IS NULL OR ends_at > at)
$$;

CREATE FUNCTION search_walk(wanted tsquery, above bigint, below bigint, most integer) RETURNS TABLE(post_id bigint, open boolean)
    LANGUAGE plpgsql STABLE
    SET plan_cache_mode TO 'force_custom_plan'
    AS $$
BEGIN
    RETURN QUERY
        SELECT s.post_id, s.open FROM search_posts s
        WHERE s.words @@ wanted AND s.post_id > above AND s.post_id < below
        ORDER BY s.post_id DESC LIMIT greatest(most, 100);
END
$$;

CREATE FUNCTION shuns(reader bigint, author bigint) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT EXISTS (SELECT 1 FROM shunned_domains s JOIN profiles a ON a.domain = s.domain
                   WHERE s.profile_id = reader AND a.id = author)
$$;

CREATE FUNCTION sifted(reader bigint, actor bigint, deed text, post bigint, at timestamp with time zone) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT coalesce((
        SELECT CASE WHEN 'drop' = ANY(said) THEN 'drop' WHEN 'filter' = ANY(said) THEN 'filter' END
        FROM profiles a
        LEFT JOIN notification_policies w ON w.profile_id = reader
        LEFT JOIN follows mine ON mine.follower_id = reader AND mine.followed_id = actor
        LEFT JOIN follows theirs ON theirs.follower_id = actor AND theirs.followed_id = reader
        CROSS JOIN LATERAL (SELECT ARRAY[
            CASE WHEN mine.id IS NULL THEN w.not_following END,
            CASE WHEN theirs.id IS NULL OR theirs.made_at > at - interval '3 days' THEN w.not_followers END,
            CASE WHEN mine.id IS NULL AND a.made_at > at - interval '30 days' THEN w.new_accounts END,
            CASE WHEN mine.id IS NULL AND a.kind IN ('service', 'application') THEN w.bots END,
            CASE WHEN mine.id IS NULL AND a.silenced_at IS NOT NULL THEN coalesce(w.limited_accounts, 'filter') END,
            CASE WHEN mine.id IS NULL AND w.private_mentions <> 'accept' AND EXISTS (
                SELECT 1 FROM posts p WHERE p.id = post AND p.visibility IN ('mentioned', 'chosen') AND NOT EXISTS (
                    SELECT 1 FROM posts q JOIN mentions m ON m.post_id = q.id AND m.profile_id = actor
                    WHERE q.thread_id = p.thread_id AND q.author_id = reader)) THEN w.private_mentions END
        ] AS said) AS s
        WHERE a.id = actor
          AND deed IN ('mention', 'favourite', 'boost', 'follow', 'follow_request', 'quote', 'feeling')
          AND NOT EXISTS (SELECT 1 FROM notification_permissions WHERE profile_id = reader AND actor_id = actor)
    ), 'accept')
$$;

CREATE TABLE accounts (
    id bigint NOT NULL,
    email text NOT NULL,
    password_hash text NOT NULL,
    role text DEFAULT 'member'::text NOT NULL,
    locale text DEFAULT 'en'::text NOT NULL,
    time_zone text DEFAULT 'UTC'::text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    confirmed_at timestamp with time zone,
    approved_at timestamp with time zone,
    disabled_at timestamp with time zone,
    address text,
    opened_with bigint,
    removed_at timestamp with time zone,
    CONSTRAINT accounts_role_check CHECK ((role = ANY (ARRAY['owner'::text, 'admin'::text, 'moderator'::text, 'member'::text])))
);

CREATE TABLE admissions (
    id bigint NOT NULL,
    mode text NOT NULL,
    made_by bigint,
    made_at timestamp with time zone NOT NULL,
    CONSTRAINT admissions_mode_check CHECK ((mode = ANY (ARRAY['open'::text, 'approval'::text, 'closed'::text])))
);

CREATE TABLE aliases (
    profile_id bigint NOT NULL,
    uri text NOT NULL,
    id bigint NOT NULL
);

CREATE TABLE announcement_dismissals (
    announcement_id bigint NOT NULL,
    profile_id bigint NOT NULL,
    made_at timestamp with time zone NOT NULL
);

CREATE TABLE announcement_reactions (
    announcement_id bigint NOT NULL,
    name text NOT NULL,
    profile_id bigint NOT NULL,
    made_at timestamp with time zone NOT NULL
);

CREATE TABLE announcements (
    id bigint NOT NULL,
    text text NOT NULL,
    html text NOT NULL,
    starts_at timestamp with time zone,
    ends_at timestamp with time zone,
    all_day boolean DEFAULT false NOT NULL,
    made_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    published_at timestamp with time zone,
    removed_at timestamp with time zone
);

CREATE TABLE appearances (
    account_id bigint NOT NULL,
    theme text NOT NULL,
    contrast text NOT NULL,
    text_size text NOT NULL,
    density text NOT NULL,
    motion text NOT NULL
);

CREATE TABLE appointments (
    id bigint NOT NULL,
    profile_id bigint NOT NULL,
    before text NOT NULL,
    role text NOT NULL,
    made_by bigint,
    made_at timestamp with time zone NOT NULL
);

CREATE TABLE backfills (
    id bigint NOT NULL,
    uri text NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    done_at timestamp with time zone,
    result_count integer DEFAULT 0 NOT NULL
);

CREATE TABLE blocks (
    blocker_id bigint NOT NULL,
    blocked_id bigint NOT NULL,
    id bigint NOT NULL,
    uri text,
    made_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone,
    CONSTRAINT blocks_check CHECK ((blocker_id <> blocked_id))
);

CREATE TABLE bookmarks (
    profile_id bigint NOT NULL,
    post_id bigint NOT NULL,
    id bigint NOT NULL,
    made_at timestamp with time zone NOT NULL
);

CREATE TABLE campaign_posts (
    post_id bigint NOT NULL,
    campaign_id bigint NOT NULL
);

CREATE TABLE campaigns (
    id bigint NOT NULL,
    profile_id bigint NOT NULL,
    name text NOT NULL,
    slug text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    closed_at timestamp with time zone
);

CREATE TABLE canonical_email_blocks (
    id bigint NOT NULL,
    hash text NOT NULL,
    made_at timestamp with time zone NOT NULL
);

CREATE TABLE click_marks (
    link_id bigint NOT NULL,
    mark text NOT NULL,
    counted_at timestamp with time zone NOT NULL
);

CREATE TABLE clicks (
    id text NOT NULL,
    link_id bigint NOT NULL,
    visitor text NOT NULL,
    counted boolean NOT NULL,
    at timestamp with time zone NOT NULL
);

CREATE TABLE closure_profiles (
    account_id bigint NOT NULL,
    profile_id bigint NOT NULL,
    hidden_at timestamp with time zone NOT NULL
);

CREATE TABLE closures (
    account_id bigint NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL
);

CREATE TABLE collection_items (
    id bigint NOT NULL,
    collection_id bigint NOT NULL,
    profile_id bigint NOT NULL,
    added_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone,
    uri text,
    stamp_uri text,
    asked_at timestamp with time zone
);

CREATE TABLE collection_policies (
    profile_id bigint NOT NULL,
    automatic text[] NOT NULL,
    manual text[] NOT NULL
);

CREATE TABLE collection_stamps (
    id bigint NOT NULL,
    profile_id bigint NOT NULL,
    asker_id bigint NOT NULL,
    collection_uri text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone,
    heard_at timestamp with time zone
);

CREATE TABLE collections (
    id bigint NOT NULL,
    owner_id bigint NOT NULL,
    name text NOT NULL,
    description text DEFAULT ''::text NOT NULL,
    language text,
    tag text,
    sensitive boolean DEFAULT false NOT NULL,
    discoverable boolean DEFAULT true NOT NULL,
    made_at timestamp with time zone NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    uri text,
    url text
);

CREATE TABLE complaints (
    id bigint NOT NULL,
    profile_id bigint NOT NULL,
    about_id bigint NOT NULL,
    comment text DEFAULT ''::text NOT NULL,
    category text DEFAULT 'other'::text NOT NULL,
    post_ids bigint[] DEFAULT '{}'::bigint[] NOT NULL,
    rule_ids bigint[] DEFAULT '{}'::bigint[] NOT NULL,
    uri text,
    forwards boolean DEFAULT false NOT NULL,
    forwarded_at timestamp with time zone,
    made_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    assigned_id bigint,
    resolved_at timestamp with time zone,
    resolved_by bigint,
    collection_ids bigint[] DEFAULT '{}'::bigint[] NOT NULL,
    CONSTRAINT complaints_category_check CHECK ((category = ANY (ARRAY['spam'::text, 'legal'::text, 'violation'::text, 'other'::text])))
);

CREATE TABLE conversation_posts (
    conversation_id bigint NOT NULL,
    post_id bigint NOT NULL,
    owner_id bigint NOT NULL
);

CREATE TABLE conversations (
    id bigint NOT NULL,
    owner_id bigint NOT NULL,
    thread_id bigint NOT NULL,
    others bigint[] NOT NULL,
    last_post_id bigint NOT NULL,
    read_at timestamp with time zone
);

CREATE TABLE conversions (
    id bigint NOT NULL,
    goal_id bigint NOT NULL,
    profile_id bigint NOT NULL,
    external_id text NOT NULL,
    click_id text,
    visitor text,
    person_id bigint,
    value numeric(19,4) NOT NULL,
    currency text NOT NULL,
    at timestamp with time zone NOT NULL,
    arrived_at timestamp with time zone NOT NULL,
    CONSTRAINT conversions_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text))
);

CREATE TABLE copies (
    name text NOT NULL,
    url text NOT NULL,
    purpose text NOT NULL,
    kind text DEFAULT 'unknown'::text NOT NULL,
    mime text DEFAULT ''::text NOT NULL,
    width integer,
    height integer,
    bytes bigint DEFAULT 0 NOT NULL,
    duration double precision,
    original_key text,
    frame_rate text,
    bitrate integer,
    palette jsonb,
    small_key text,
    small_width integer,
    small_height integer,
    blurhash text,
    made_at timestamp with time zone NOT NULL,
    seen_at timestamp with time zone NOT NULL,
    refused_at timestamp with time zone,
    again_at timestamp with time zone,
    CONSTRAINT copies_check CHECK (((original_key IS NULL) = (again_at IS NOT NULL))),
    CONSTRAINT copies_purpose_check CHECK ((purpose = ANY (ARRAY['avatar'::text, 'banner'::text, 'file'::text])))
);

CREATE TABLE costs (
    id bigint NOT NULL,
    profile_id bigint NOT NULL,
    campaign_id bigint,
    half text NOT NULL,
    spent_on date NOT NULL,
    hours numeric(10,2) DEFAULT 0 NOT NULL,
    rate numeric(19,4) DEFAULT 0 NOT NULL,
    spend numeric(19,4) DEFAULT 0 NOT NULL,
    currency text NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    entered_at timestamp with time zone NOT NULL,
    CONSTRAINT costs_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT costs_half_check CHECK ((half = ANY (ARRAY['media'::text, 'networking'::text]))),
    CONSTRAINT costs_hours_check CHECK ((hours >= (0)::numeric)),
    CONSTRAINT costs_rate_check CHECK ((rate >= (0)::numeric)),
    CONSTRAINT costs_spend_check CHECK ((spend >= (0)::numeric))
);

ALTER TABLE costs ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME costs_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE deliveries (
    post_id bigint NOT NULL,
    host text NOT NULL,
    inboxes text[] NOT NULL,
    promised_at timestamp with time zone NOT NULL,
    delivered_at timestamp with time zone,
    gave_up_at timestamp with time zone
);

CREATE TABLE dismissed_suggestions (
    profile_id bigint NOT NULL,
    dismissed_id bigint NOT NULL
);

CREATE TABLE domain_allows (
    id bigint NOT NULL,
    domain text NOT NULL,
    made_at timestamp with time zone NOT NULL
);

CREATE TABLE domain_blocks (
    id bigint NOT NULL,
    domain text NOT NULL,
    severity text NOT NULL,
    rejects_media boolean DEFAULT false NOT NULL,
    rejects_reports boolean DEFAULT false NOT NULL,
    obfuscated boolean DEFAULT false NOT NULL,
    private_comment text DEFAULT ''::text NOT NULL,
    public_comment text DEFAULT ''::text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    CONSTRAINT domain_blocks_severity_check CHECK ((severity = ANY (ARRAY['noop'::text, 'silence'::text, 'suspend'::text])))
);

CREATE TABLE drafts (
    id bigint NOT NULL,
    profile_id bigint NOT NULL,
    account_id bigint NOT NULL,
    note jsonb NOT NULL,
    due_at timestamp with time zone,
    skips_if_late boolean DEFAULT false NOT NULL,
    made_at timestamp with time zone NOT NULL,
    published_at timestamp with time zone,
    published_post_id bigint,
    failed_at timestamp with time zone,
    failure text,
    cancelled_at timestamp with time zone,
    CONSTRAINT drafts_check CHECK ((num_nonnulls(published_at, failed_at, cancelled_at) <= 1)),
    CONSTRAINT drafts_check1 CHECK (((published_at IS NULL) = (published_post_id IS NULL))),
    CONSTRAINT drafts_check2 CHECK (((failed_at IS NULL) = (failure IS NULL)))
);

CREATE TABLE early_favourites (
    post_uri text NOT NULL,
    profile_id bigint NOT NULL,
    came_at timestamp with time zone NOT NULL,
    uri text
);

CREATE TABLE email_domain_blocks (
    id bigint NOT NULL,
    domain text NOT NULL,
    allows_with_approval boolean DEFAULT false NOT NULL,
    made_at timestamp with time zone NOT NULL
);

CREATE TABLE emoji (
    id bigint NOT NULL,
    domain text DEFAULT ''::text NOT NULL,
    shortcode text NOT NULL,
    category text DEFAULT ''::text NOT NULL,
    visible boolean DEFAULT true NOT NULL,
    picture_key text,
    remote_url text,
    made_at timestamp with time zone NOT NULL,
    CONSTRAINT emoji_shortcode_check CHECK ((shortcode ~ '^[a-zA-Z0-9_]{2,60}$'::text))
);

CREATE TABLE endorsements (
    profile_id bigint NOT NULL,
    endorsed_id bigint NOT NULL,
    id bigint NOT NULL
);

CREATE TABLE factors (
    account_id bigint NOT NULL,
    sealed bytea,
    app_at timestamp with time zone,
    passkeys_at timestamp with time zone,
    last_step bigint DEFAULT 0 NOT NULL,
    tried_count integer DEFAULT 0 NOT NULL,
    tried_since timestamp with time zone NOT NULL
);

CREATE TABLE favourites (
    profile_id bigint NOT NULL,
    post_id bigint NOT NULL,
    id bigint NOT NULL,
    made_at timestamp with time zone NOT NULL,
    uri text
);

CREATE TABLE featured_tags (
    profile_id bigint NOT NULL,
    tag_id bigint NOT NULL,
    id bigint NOT NULL
);

CREATE UNLOGGED TABLE feed (
    profile_id bigint NOT NULL,
    post_id bigint NOT NULL,
    original_id bigint NOT NULL,
    author_id bigint NOT NULL,
    original_author_id bigint NOT NULL,
    restricted boolean NOT NULL
);

CREATE UNLOGGED TABLE feed_owners (
    profile_id bigint NOT NULL,
    seen_at timestamp with time zone NOT NULL
);

CREATE TABLE feeling_counts (
    post_id bigint NOT NULL,
    sign text NOT NULL,
    begun_id bigint NOT NULL,
    felt_count integer NOT NULL
)
WITH (fillfactor='80');

CREATE TABLE feelings (
    id bigint NOT NULL,
    profile_id bigint NOT NULL,
    post_id bigint NOT NULL,
    sign text NOT NULL,
    uri text,
    made_at timestamp with time zone NOT NULL,
    CONSTRAINT feelings_sign_check CHECK (((length(sign) >= 1) AND (length(sign) <= 320)))
);

CREATE SEQUENCE fences
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

CREATE TABLE filter_keywords (
    id bigint NOT NULL,
    filter_id bigint NOT NULL,
    keyword text NOT NULL,
    whole_word boolean NOT NULL
);

CREATE TABLE filter_posts (
    id bigint NOT NULL,
    filter_id bigint NOT NULL,
    post_id bigint NOT NULL
);

CREATE TABLE filters (
    id bigint NOT NULL,
    profile_id bigint NOT NULL,
    title text NOT NULL,
    contexts text[] NOT NULL,
    action text NOT NULL,
    ends_at timestamp with time zone,
    CONSTRAINT filters_action_check CHECK ((action = ANY (ARRAY['warn'::text, 'hide'::text, 'blur'::text])))
);

CREATE TABLE follow_requests (
    follower_id bigint NOT NULL,
    followed_id bigint NOT NULL,
    id bigint NOT NULL,
    uri text,
    shows_boosts boolean DEFAULT true NOT NULL,
    notifies boolean DEFAULT false NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    languages text[],
    CONSTRAINT follow_requests_check CHECK ((follower_id <> followed_id))
);

CREATE TABLE followed_tags (
    profile_id bigint NOT NULL,
    tag_id bigint NOT NULL,
    id bigint NOT NULL
);

CREATE TABLE follows (
    follower_id bigint NOT NULL,
    followed_id bigint NOT NULL,
    id bigint NOT NULL,
    uri text,
    shows_boosts boolean DEFAULT true NOT NULL,
    notifies boolean DEFAULT false NOT NULL,
    made_at timestamp with time zone NOT NULL,
    languages text[],
    CONSTRAINT follows_check CHECK ((follower_id <> followed_id))
);

CREATE TABLE goals (
    id bigint NOT NULL,
    profile_id bigint NOT NULL,
    name text NOT NULL,
    salt bytea NOT NULL,
    value numeric(19,4) NOT NULL,
    currency text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    CONSTRAINT goals_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text))
);

CREATE TABLE hosts (
    name text NOT NULL,
    signature text DEFAULT 'cavage'::text NOT NULL,
    software text,
    succeeded_at timestamp with time zone,
    failed_at timestamp with time zone,
    error text,
    asked_at timestamp with time zone,
    away_since timestamp with time zone,
    heard_at timestamp with time zone,
    gone text[] DEFAULT '{}'::text[] NOT NULL,
    CONSTRAINT hosts_signature_check CHECK ((signature = ANY (ARRAY['cavage'::text, 'message'::text])))
);

CREATE TABLE idempotency_keys (
    token_id bigint NOT NULL,
    key text NOT NULL,
    digest bytea NOT NULL,
    made_id bigint,
    made_at timestamp with time zone NOT NULL
);

CREATE TABLE inbox_items (
    id bigint NOT NULL,
    profile_id bigint NOT NULL,
    post_id bigint NOT NULL,
    from_id bigint NOT NULL,
    arrived_at timestamp with time zone NOT NULL,
    needs_answer boolean DEFAULT true NOT NULL,
    answered_by_id bigint,
    answered_at timestamp with time zone,
    done_at timestamp with time zone,
    assigned_to bigint,
    CONSTRAINT inbox_items_check CHECK (((answered_by_id IS NULL) = (answered_at IS NULL))),
    CONSTRAINT inbox_items_check1 CHECK (((answered_at IS NULL) OR (done_at IS NOT NULL)))
);

ALTER TABLE inbox_items ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME inbox_items_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE interactions (
    from_id bigint NOT NULL,
    to_id bigint NOT NULL,
    kind text NOT NULL,
    post_id bigint NOT NULL,
    asks boolean NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT interactions_kind_check CHECK ((kind = ANY (ARRAY['reaction'::text, 'boost'::text, 'mention'::text, 'reply'::text, 'message'::text])))
);

CREATE TABLE invite_uses (
    invite_id bigint NOT NULL,
    account_id bigint NOT NULL,
    used_at timestamp with time zone NOT NULL
);

CREATE TABLE invites (
    id bigint NOT NULL,
    account_id bigint NOT NULL,
    code text NOT NULL,
    most_uses integer,
    use_count integer DEFAULT 0 NOT NULL,
    ends_at timestamp with time zone,
    ended_at timestamp with time zone,
    made_at timestamp with time zone NOT NULL
);

CREATE TABLE ip_blocks (
    id bigint NOT NULL,
    network cidr NOT NULL,
    severity text NOT NULL,
    comment text DEFAULT ''::text NOT NULL,
    ends_at timestamp with time zone,
    made_at timestamp with time zone NOT NULL,
    CONSTRAINT ip_blocks_severity_check CHECK ((severity = ANY (ARRAY['sign_up_requires_approval'::text, 'sign_up_block'::text, 'no_access'::text])))
);

CREATE TABLE jobs (
    id bigint NOT NULL,
    name text NOT NULL,
    args jsonb NOT NULL,
    lane text,
    once text,
    run_at timestamp with time zone NOT NULL,
    tries integer DEFAULT 0 NOT NULL,
    leased_until timestamp with time zone,
    fence bigint DEFAULT 0 NOT NULL,
    error text,
    parked_at timestamp with time zone,
    made_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
)
WITH (fillfactor='50');

ALTER TABLE jobs ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME jobs_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE lanes (
    name text NOT NULL,
    next_at timestamp with time zone NOT NULL,
    added_count bigint DEFAULT 1 NOT NULL,
    failure_count integer DEFAULT 0 NOT NULL,
    leased_until timestamp with time zone,
    fence bigint DEFAULT 0 NOT NULL,
    error text,
    succeeded_at timestamp with time zone,
    failing_since timestamp with time zone,
    held_at timestamp with time zone
);

CREATE TABLE left_out (
    reader_id bigint NOT NULL,
    author_id bigint NOT NULL
);

CREATE TABLE letters (
    id bigint NOT NULL,
    sender_id bigint NOT NULL,
    body bytea NOT NULL,
    post_id bigint,
    written_at timestamp with time zone NOT NULL
);

CREATE TABLE link_trends (
    preview_id bigint NOT NULL,
    score double precision NOT NULL,
    people_count integer NOT NULL
);

CREATE TABLE links (
    id bigint NOT NULL,
    code text NOT NULL,
    profile_id bigint NOT NULL,
    campaign_id bigint NOT NULL,
    target text NOT NULL,
    post_id bigint,
    referrer_id bigint,
    bot_count integer DEFAULT 0 NOT NULL,
    made_at timestamp with time zone NOT NULL,
    stopped_at timestamp with time zone,
    CONSTRAINT links_target_check CHECK ((target ~ '^https?://'::text))
);

CREATE TABLE list_members (
    list_id bigint NOT NULL,
    profile_id bigint NOT NULL,
    id bigint NOT NULL,
    owner_id bigint NOT NULL
);

CREATE TABLE lists (
    id bigint NOT NULL,
    owner_id bigint NOT NULL,
    title text NOT NULL,
    replies text NOT NULL,
    exclusive boolean NOT NULL,
    CONSTRAINT lists_replies_check CHECK ((replies = ANY (ARRAY['followed'::text, 'list'::text, 'none'::text])))
);

CREATE TABLE markers (
    profile_id bigint NOT NULL,
    list text NOT NULL,
    last_read bigint NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT markers_list_check CHECK ((list = ANY (ARRAY['home'::text, 'notifications'::text])))
);

CREATE TABLE markup_likings (
    profile_id bigint NOT NULL,
    since timestamp with time zone NOT NULL
);

CREATE TABLE markups (
    post_id bigint NOT NULL
);

CREATE TABLE media (
    id bigint NOT NULL,
    profile_id bigint NOT NULL,
    post_id bigint,
    place smallint DEFAULT 0 NOT NULL,
    kind text NOT NULL,
    state text NOT NULL,
    description text DEFAULT ''::text NOT NULL,
    focus_x double precision,
    focus_y double precision,
    blurhash text,
    mime text DEFAULT ''::text NOT NULL,
    width integer,
    height integer,
    bytes bigint,
    duration double precision,
    small_width integer,
    small_height integer,
    original_key text,
    small_key text,
    remote_url text,
    made_at timestamp with time zone NOT NULL,
    kept_until timestamp with time zone,
    attached_at timestamp with time zone,
    given text,
    failure text,
    frame_rate text,
    bitrate integer,
    palette jsonb,
    CONSTRAINT media_check1 CHECK (((post_id IS NULL) = (attached_at IS NULL))),
    CONSTRAINT media_check2 CHECK (((post_id IS NOT NULL) OR (kept_until IS NOT NULL))),
    CONSTRAINT media_kind_check CHECK ((kind = ANY (ARRAY['image'::text, 'gifv'::text, 'video'::text, 'audio'::text, 'unknown'::text]))),
    CONSTRAINT media_ready CHECK (((state <> 'ready'::text) OR (original_key IS NOT NULL) OR (remote_url IS NOT NULL))),
    CONSTRAINT media_state_check CHECK ((state = ANY (ARRAY['ready'::text, 'waiting'::text, 'failed'::text])))
);

CREATE TABLE members (
    profile_id bigint NOT NULL,
    account_id bigint NOT NULL,
    role text NOT NULL,
    joined_at timestamp with time zone NOT NULL,
    CONSTRAINT members_role_check CHECK ((role = ANY (ARRAY['owner'::text, 'editor'::text, 'contributor'::text, 'analyst'::text])))
);

CREATE TABLE mentions (
    post_id bigint NOT NULL,
    profile_id bigint NOT NULL
);

CREATE TABLE migrations (
    name text NOT NULL,
    digest text NOT NULL,
    applied_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);

CREATE TABLE moved_inboxes (
    inbox text NOT NULL,
    place text NOT NULL
);

CREATE TABLE moves (
    profile_id bigint NOT NULL,
    target_id bigint NOT NULL,
    id bigint NOT NULL,
    moved_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    CONSTRAINT moves_check CHECK ((profile_id <> target_id))
);

CREATE TABLE mutes (
    muter_id bigint NOT NULL,
    muted_id bigint NOT NULL,
    id bigint NOT NULL,
    hides_notifications boolean DEFAULT true NOT NULL,
    ends_at timestamp with time zone,
    made_at timestamp with time zone NOT NULL,
    CONSTRAINT mutes_check CHECK ((muter_id <> muted_id))
);

CREATE TABLE newsletter_issues (
    id bigint NOT NULL,
    profile_id bigint NOT NULL,
    post_ids bigint[] NOT NULL
);

CREATE TABLE newsletter_posts (
    post_id bigint NOT NULL,
    profile_id bigint NOT NULL
);

CREATE TABLE newsletter_subscribers (
    id bigint NOT NULL,
    profile_id bigint NOT NULL,
    email text NOT NULL,
    locale text NOT NULL,
    secret_hash bytea,
    asked_at timestamp with time zone NOT NULL,
    asked_count integer NOT NULL,
    confirmed_at timestamp with time zone,
    issue_id bigint DEFAULT 0 NOT NULL,
    mailed_at timestamp with time zone
);

CREATE TABLE newsletters (
    profile_id bigint NOT NULL,
    opened_at timestamp with time zone NOT NULL
);

CREATE TABLE notification_permissions (
    profile_id bigint NOT NULL,
    actor_id bigint NOT NULL,
    made_at timestamp with time zone NOT NULL
);

CREATE TABLE notification_policies (
    profile_id bigint NOT NULL,
    not_following text DEFAULT 'accept'::text NOT NULL,
    not_followers text DEFAULT 'accept'::text NOT NULL,
    new_accounts text DEFAULT 'accept'::text NOT NULL,
    private_mentions text DEFAULT 'accept'::text NOT NULL,
    limited_accounts text DEFAULT 'filter'::text NOT NULL,
    bots text DEFAULT 'accept'::text NOT NULL,
    CONSTRAINT notification_policies_bots_check CHECK ((bots = ANY (ARRAY['accept'::text, 'filter'::text, 'drop'::text]))),
    CONSTRAINT notification_policies_limited_accounts_check CHECK ((limited_accounts = ANY (ARRAY['accept'::text, 'filter'::text, 'drop'::text]))),
    CONSTRAINT notification_policies_new_accounts_check CHECK ((new_accounts = ANY (ARRAY['accept'::text, 'filter'::text, 'drop'::text]))),
    CONSTRAINT notification_policies_not_followers_check CHECK ((not_followers = ANY (ARRAY['accept'::text, 'filter'::text, 'drop'::text]))),
    CONSTRAINT notification_policies_not_following_check CHECK ((not_following = ANY (ARRAY['accept'::text, 'filter'::text, 'drop'::text]))),
    CONSTRAINT notification_policies_private_mentions_check CHECK ((private_mentions = ANY (ARRAY['accept'::text, 'filter'::text, 'drop'::text])))
);

CREATE TABLE notification_requests (
    id bigint NOT NULL,
    profile_id bigint NOT NULL,
    actor_id bigint NOT NULL,
    made_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);

CREATE TABLE notifications (
    id bigint NOT NULL,
    profile_id bigint NOT NULL,
    kind text NOT NULL,
    actor_id bigint NOT NULL,
    post_id bigint,
    bundle text,
    made_at timestamp with time zone NOT NULL,
    withdrawn_at timestamp with time zone,
    cleared_at timestamp with time zone,
    about_id bigint,
    filtered_at timestamp with time zone,
    CONSTRAINT notifications_kind_check CHECK ((kind = ANY (ARRAY['mention'::text, 'status'::text, 'boost'::text, 'follow'::text, 'follow_request'::text, 'favourite'::text, 'poll'::text, 'update'::text, 'quote'::text, 'quoted_update'::text, 'feeling'::text, 'severance'::text, 'warning'::text, 'sign_up'::text, 'report'::text, 'collection'::text, 'collection_update'::text])))
);

CREATE TABLE oauth_apps (
    id bigint NOT NULL,
    client_id text NOT NULL,
    client_secret text NOT NULL,
    name text NOT NULL,
    website text,
    redirect_uris text[] NOT NULL,
    scopes text[] NOT NULL,
    made_at timestamp with time zone NOT NULL,
    confidential boolean DEFAULT true NOT NULL,
    first_party boolean DEFAULT false NOT NULL,
    personal boolean DEFAULT false NOT NULL
);

CREATE TABLE oauth_codes (
    code_hash bytea NOT NULL,
    app_id bigint NOT NULL,
    account_id bigint NOT NULL,
    profile_id bigint NOT NULL,
    scopes text[] NOT NULL,
    redirect_uri text NOT NULL,
    challenge text,
    made_at timestamp with time zone NOT NULL,
    token_id bigint
);

CREATE TABLE oauth_tokens (
    id bigint NOT NULL,
    token_hash bytea NOT NULL,
    app_id bigint NOT NULL,
    account_id bigint,
    profile_id bigint,
    scopes text[] NOT NULL,
    made_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone
);

CREATE TABLE papers (
    id bigint NOT NULL,
    kind text NOT NULL,
    text text NOT NULL,
    holds_from date NOT NULL,
    written_at timestamp with time zone NOT NULL,
    CONSTRAINT papers_kind_check CHECK ((kind = ANY (ARRAY['title'::text, 'summary'::text, 'about'::text, 'contact'::text, 'privacy'::text, 'terms'::text])))
);

CREATE TABLE passkey_challenges (
    challenge_hash bytea NOT NULL,
    purpose text NOT NULL,
    browser_hash bytea NOT NULL,
    account_id bigint,
    made_at timestamp with time zone NOT NULL,
    CONSTRAINT passkey_challenges_purpose_check CHECK ((purpose = ANY (ARRAY['add'::text, 'use'::text])))
);

CREATE TABLE passkeys (
    id bigint NOT NULL,
    account_id bigint NOT NULL,
    credential_id bytea NOT NULL,
    public_key bytea NOT NULL,
    use_count bigint DEFAULT 0 NOT NULL,
    name text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone
);

CREATE TABLE permission_policies (
    post_id bigint NOT NULL,
    act text NOT NULL,
    automatic text[] NOT NULL,
    manual text[] NOT NULL
);

CREATE TABLE permission_requests (
    id bigint NOT NULL,
    profile_id bigint NOT NULL,
    post_id bigint NOT NULL,
    act text NOT NULL,
    visibility text NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    stamp_uri text
);

CREATE TABLE permission_stamps (
    id bigint NOT NULL,
    post_id bigint NOT NULL,
    act text NOT NULL,
    made_uri text NOT NULL,
    made_at timestamp with time zone NOT NULL
);

CREATE TABLE pin_lists (
    profile_id bigint NOT NULL,
    asked_at timestamp with time zone
);

CREATE TABLE pins (
    profile_id bigint NOT NULL,
    post_id bigint NOT NULL,
    pinned_at timestamp with time zone NOT NULL
);

CREATE TABLE poll_votes (
    post_id bigint NOT NULL,
    profile_id bigint NOT NULL,
    place smallint NOT NULL,
    cast_at timestamp with time zone NOT NULL
);

CREATE TABLE polls (
    post_id bigint NOT NULL,
    titles text[] NOT NULL,
    vote_counts integer[] NOT NULL,
    voter_count integer,
    multiple boolean NOT NULL,
    hides_totals boolean NOT NULL,
    ends_at timestamp with time zone,
    ended_at timestamp with time zone,
    asked_at timestamp with time zone,
    CONSTRAINT polls_check CHECK ((cardinality(titles) = cardinality(vote_counts)))
);

CREATE TABLE post_counts (
    post_id bigint NOT NULL,
    reply_count integer DEFAULT 0 NOT NULL,
    boost_count integer DEFAULT 0 NOT NULL,
    favourite_count integer DEFAULT 0 NOT NULL,
    quote_count integer DEFAULT 0 NOT NULL
)
WITH (fillfactor='70');

CREATE TABLE post_edits (
    post_id bigint NOT NULL,
    written_at timestamp with time zone NOT NULL,
    html text NOT NULL,
    spoiler text NOT NULL,
    sensitive boolean NOT NULL,
    parts jsonb NOT NULL
);

CREATE TABLE post_links (
    post_id bigint NOT NULL,
    place smallint NOT NULL,
    preview_id bigint NOT NULL
);

CREATE TABLE post_tags (
    post_id bigint NOT NULL,
    tag_id bigint NOT NULL
);

CREATE TABLE post_trends (
    post_id bigint NOT NULL,
    score double precision NOT NULL,
    people_count integer NOT NULL
);

CREATE TABLE preferences (
    account_id bigint NOT NULL,
    visibility text NOT NULL,
    sensitive boolean NOT NULL,
    language text,
    quote_policy text DEFAULT 'public'::text NOT NULL,
    CONSTRAINT preferences_quote_policy_check CHECK ((quote_policy = ANY (ARRAY['public'::text, 'followers'::text, 'nobody'::text]))),
    CONSTRAINT preferences_visibility_check CHECK ((visibility = ANY (ARRAY['public'::text, 'quiet'::text, 'followers'::text, 'mentioned'::text])))
);

CREATE TABLE previews (
    id bigint NOT NULL,
    url text NOT NULL,
    title text DEFAULT ''::text NOT NULL,
    description text DEFAULT ''::text NOT NULL,
    provider text DEFAULT ''::text NOT NULL,
    author text DEFAULT ''::text NOT NULL,
    author_url text DEFAULT ''::text NOT NULL,
    published_at timestamp with time zone,
    asked_at timestamp with time zone,
    kind text DEFAULT 'link'::text NOT NULL,
    html text DEFAULT ''::text NOT NULL,
    language text,
    provider_url text DEFAULT ''::text NOT NULL,
    image_url text,
    image_description text DEFAULT ''::text NOT NULL,
    image_width integer,
    image_height integer,
    blurhash text,
    host text DEFAULT ''::text NOT NULL,
    creator_id bigint,
    CONSTRAINT previews_kind_check CHECK ((kind = ANY (ARRAY['link'::text, 'photo'::text, 'rich'::text])))
);

CREATE TABLE private_notes (
    writer_id bigint NOT NULL,
    about_id bigint NOT NULL,
    text text NOT NULL
);

CREATE TABLE profile_counts (
    profile_id bigint NOT NULL,
    post_count integer DEFAULT 0 NOT NULL,
    follower_count integer DEFAULT 0 NOT NULL,
    followed_count integer DEFAULT 0 NOT NULL,
    last_post_at timestamp with time zone
);

CREATE TABLE profile_keys (
    profile_id bigint NOT NULL,
    key_uri text NOT NULL,
    public_pem text NOT NULL,
    private_pem text
);

CREATE TABLE profile_more_keys (
    key_uri text NOT NULL,
    profile_id bigint NOT NULL,
    public_pem text NOT NULL,
    shown_until timestamp with time zone
);

CREATE TABLE profiles (
    id bigint NOT NULL,
    name text NOT NULL,
    domain text,
    kind text DEFAULT 'person'::text NOT NULL,
    display_name text DEFAULT ''::text NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    note_html text DEFAULT ''::text NOT NULL,
    fields jsonb DEFAULT '[]'::jsonb NOT NULL,
    avatar text,
    avatar_description text DEFAULT ''::text NOT NULL,
    banner text,
    banner_description text DEFAULT ''::text NOT NULL,
    locked boolean DEFAULT false NOT NULL,
    discoverable boolean DEFAULT true NOT NULL,
    indexable boolean DEFAULT true NOT NULL,
    uri text NOT NULL,
    url text NOT NULL,
    inbox text NOT NULL,
    shared_inbox text,
    followers_uri text,
    made_at timestamp with time zone NOT NULL,
    fetched_at timestamp with time zone,
    suspended_at timestamp with time zone,
    removed_at timestamp with time zone,
    silenced_at timestamp with time zone,
    sensitized_at timestamp with time zone,
    limited_with_domain boolean DEFAULT false NOT NULL,
    hides_people boolean DEFAULT false NOT NULL,
    shows_media boolean DEFAULT true NOT NULL,
    shows_media_replies boolean DEFAULT true NOT NULL,
    shows_featured boolean DEFAULT true NOT NULL,
    attribution_domains text[] DEFAULT '{}'::text[] NOT NULL,
    moved_to_id bigint,
    suspended_elsewhere boolean DEFAULT false NOT NULL,
    CONSTRAINT profiles_kind_check CHECK ((kind = ANY (ARRAY['person'::text, 'service'::text, 'group'::text, 'organization'::text, 'application'::text])))
);

CREATE TABLE proofs (
    secret_hash bytea NOT NULL,
    account_id bigint NOT NULL,
    purpose text NOT NULL,
    email text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    CONSTRAINT proofs_purpose_check CHECK ((purpose = ANY (ARRAY['confirm'::text, 'reset'::text, 'move'::text])))
);

CREATE TABLE publishers (
    id bigint NOT NULL,
    host text NOT NULL,
    met_at timestamp with time zone NOT NULL
);

ALTER TABLE publishers ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME publishers_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE push_subscriptions (
    id bigint NOT NULL,
    token_id bigint,
    profile_id bigint NOT NULL,
    endpoint text NOT NULL,
    host text NOT NULL,
    point bytea NOT NULL,
    auth bytea NOT NULL,
    standard boolean NOT NULL,
    token_locked bytea,
    alerts text[] NOT NULL,
    policy text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    session_hash bytea,
    CONSTRAINT push_subscriptions_of_one CHECK ((num_nonnulls(token_id, session_hash) = 1)),
    CONSTRAINT push_subscriptions_policy_check CHECK ((policy = ANY (ARRAY['all'::text, 'followed'::text, 'follower'::text, 'none'::text])))
);

CREATE TABLE quote_policies (
    post_id bigint NOT NULL,
    automatic text[] NOT NULL,
    manual text[] NOT NULL
);

CREATE TABLE quote_stamps (
    id bigint NOT NULL,
    quoted_id bigint NOT NULL,
    quoting_uri text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone
);

CREATE TABLE quotes (
    post_id bigint NOT NULL,
    quoted_id bigint,
    quoted_uri text NOT NULL,
    state text NOT NULL,
    stamp_uri text,
    legacy boolean DEFAULT false NOT NULL,
    made_at timestamp with time zone NOT NULL,
    answered_at timestamp with time zone,
    CONSTRAINT quotes_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'accepted'::text, 'rejected'::text, 'revoked'::text])))
);

CREATE TABLE reactions (
    profile_id bigint NOT NULL,
    post_id bigint NOT NULL,
    bits smallint NOT NULL
)
WITH (fillfactor='80');

CREATE TABLE readers (
    post_id bigint NOT NULL,
    profile_id bigint NOT NULL,
    called boolean DEFAULT false NOT NULL
);

CREATE TABLE recovery_codes (
    account_id bigint NOT NULL,
    code_hash bytea NOT NULL
);

CREATE TABLE reply_approvals (
    post_id bigint NOT NULL,
    stamp_uri text NOT NULL
);

CREATE TABLE reply_policies (
    post_id bigint NOT NULL,
    automatic text[] NOT NULL,
    manual text[] NOT NULL
);

CREATE TABLE reply_refusals (
    post_id bigint NOT NULL,
    refused_at timestamp with time zone NOT NULL
);

CREATE TABLE reply_stamps (
    id bigint NOT NULL,
    post_id bigint NOT NULL,
    answer_uri text NOT NULL,
    made_at timestamp with time zone NOT NULL
);

CREATE TABLE rules (
    id bigint NOT NULL,
    place integer NOT NULL,
    text text NOT NULL,
    hint text DEFAULT ''::text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    removed_at timestamp with time zone
);

CREATE TABLE search_people (
    profile_id bigint NOT NULL,
    words tsvector NOT NULL
);

CREATE TABLE search_posts (
    post_id bigint NOT NULL,
    open boolean NOT NULL,
    words tsvector NOT NULL
);

CREATE TABLE search_reached (
    what text NOT NULL,
    id bigint NOT NULL,
    CONSTRAINT search_reached_what_check CHECK ((what = ANY (ARRAY['posts'::text, 'people'::text])))
);

CREATE TABLE server_icons (
    one boolean DEFAULT true NOT NULL,
    picture text NOT NULL,
    chosen_at timestamp with time zone NOT NULL,
    CONSTRAINT server_icons_one_check CHECK (one)
);

CREATE TABLE sessions (
    token_hash bytea NOT NULL,
    account_id bigint NOT NULL,
    profile_id bigint NOT NULL,
    user_agent text DEFAULT ''::text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    seen_at timestamp with time zone NOT NULL
);

CREATE TABLE severances (
    id bigint NOT NULL,
    profile_id bigint NOT NULL,
    kind text NOT NULL,
    domain text NOT NULL,
    following_count integer NOT NULL,
    follower_count integer NOT NULL,
    made_at timestamp with time zone NOT NULL,
    made_on date NOT NULL,
    CONSTRAINT severances_kind_check CHECK ((kind = ANY (ARRAY['shunned'::text, 'blocked'::text])))
);

CREATE TABLE shunned_domains (
    profile_id bigint NOT NULL,
    domain text NOT NULL,
    id bigint NOT NULL,
    made_at timestamp with time zone NOT NULL
);

CREATE TABLE tag_trends (
    tag_id bigint NOT NULL,
    score double precision NOT NULL,
    people_count integer NOT NULL
);

CREATE TABLE tags (
    id bigint NOT NULL,
    name text NOT NULL,
    barred_at timestamp with time zone,
    unlisted_at timestamp with time zone,
    title text
);

ALTER TABLE tags ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME tags_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE taken (
    hash bytea NOT NULL,
    taken_at timestamp with time zone NOT NULL,
    dead_until timestamp with time zone
);

CREATE TABLE thread_mutes (
    profile_id bigint NOT NULL,
    thread_id bigint NOT NULL,
    made_at timestamp with time zone NOT NULL
);

CREATE TABLE ticks (
    name text NOT NULL,
    next_at timestamp with time zone NOT NULL
);

CREATE TABLE ties (
    from_id bigint NOT NULL,
    to_id bigint NOT NULL,
    intensity double precision NOT NULL,
    count integer NOT NULL,
    first_at timestamp with time zone NOT NULL,
    last_at timestamp with time zone NOT NULL
);

CREATE TABLE tombstones (
    uri text NOT NULL,
    removed_at timestamp with time zone NOT NULL
);

CREATE TABLE touches (
    conversion_id bigint NOT NULL,
    place integer NOT NULL,
    half text NOT NULL,
    kind text NOT NULL,
    at timestamp with time zone NOT NULL,
    click_id text,
    thread_id bigint,
    turn_count integer,
    CONSTRAINT touches_check CHECK (((kind = 'click'::text) = (half = 'media'::text))),
    CONSTRAINT touches_check1 CHECK (((kind = 'conversation'::text) = (click_id IS NULL))),
    CONSTRAINT touches_half_check CHECK ((half = ANY (ARRAY['media'::text, 'networking'::text]))),
    CONSTRAINT touches_kind_check CHECK ((kind = ANY (ARRAY['click'::text, 'referral'::text, 'conversation'::text])))
);

CREATE TABLE transfer_lines (
    transfer_id bigint NOT NULL,
    line integer NOT NULL,
    cells text NOT NULL,
    problem text DEFAULT ''::text NOT NULL,
    done_at timestamp with time zone
);

CREATE TABLE transfers (
    id bigint NOT NULL,
    owner_id bigint NOT NULL,
    kind text NOT NULL,
    mode text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    CONSTRAINT transfers_mode_check CHECK ((mode = ANY (ARRAY['merge'::text, 'overwrite'::text])))
);

CREATE TABLE trend_verdicts (
    kind text NOT NULL,
    subject text NOT NULL,
    approved boolean NOT NULL,
    account_id bigint NOT NULL,
    given_at timestamp with time zone NOT NULL,
    CONSTRAINT trend_verdicts_kind_check CHECK ((kind = ANY (ARRAY['tag'::text, 'link'::text, 'post'::text, 'publisher'::text])))
);

CREATE TABLE verdicts (
    id bigint NOT NULL,
    profile_id bigint NOT NULL,
    action text NOT NULL,
    words text DEFAULT ''::text NOT NULL,
    complaint_id bigint,
    post_ids bigint[] DEFAULT '{}'::bigint[] NOT NULL,
    made_by bigint,
    made_at timestamp with time zone NOT NULL,
    CONSTRAINT verdicts_action_check CHECK ((action = ANY (ARRAY['none'::text, 'disable'::text, 'sensitive'::text, 'silence'::text, 'suspend'::text])))
);

CREATE TABLE years (
    profile_id bigint NOT NULL,
    year integer NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    data jsonb,
    read_at timestamp with time zone
);

ALTER TABLE accounts
    ADD CONSTRAINT accounts_pkey PRIMARY KEY (id);

ALTER TABLE admissions
    ADD CONSTRAINT admissions_pkey PRIMARY KEY (id);

ALTER TABLE aliases
    ADD CONSTRAINT aliases_id_key UNIQUE (id);

ALTER TABLE aliases
    ADD CONSTRAINT aliases_pkey PRIMARY KEY (profile_id, uri);

ALTER TABLE announcement_dismissals
    ADD CONSTRAINT announcement_dismissals_pkey PRIMARY KEY (profile_id, announcement_id);

ALTER TABLE announcement_reactions
    ADD CONSTRAINT announcement_reactions_pkey PRIMARY KEY (announcement_id, name, profile_id);

ALTER TABLE announcements
    ADD CONSTRAINT announcements_pkey PRIMARY KEY (id);

ALTER TABLE appearances
    ADD CONSTRAINT appearances_pkey PRIMARY KEY (account_id);

ALTER TABLE appointments
    ADD CONSTRAINT appointments_pkey PRIMARY KEY (id);

ALTER TABLE backfills
    ADD CONSTRAINT backfills_pkey PRIMARY KEY (id);

ALTER TABLE backfills
    ADD CONSTRAINT backfills_uri_key UNIQUE (uri);

ALTER TABLE blocks
    ADD CONSTRAINT blocks_id_key UNIQUE (id);

ALTER TABLE blocks
    ADD CONSTRAINT blocks_pkey PRIMARY KEY (blocker_id, blocked_id);

ALTER TABLE bookmarks
    ADD CONSTRAINT bookmarks_id_key UNIQUE (id);

ALTER TABLE bookmarks
    ADD CONSTRAINT bookmarks_pkey PRIMARY KEY (profile_id, post_id);

ALTER TABLE campaign_posts
    ADD CONSTRAINT campaign_posts_pkey PRIMARY KEY (post_id);

ALTER TABLE campaigns
    ADD CONSTRAINT campaigns_pkey PRIMARY KEY (id);

ALTER TABLE campaigns
    ADD CONSTRAINT campaigns_profile_id_slug_key UNIQUE (profile_id, slug);

ALTER TABLE canonical_email_blocks
    ADD CONSTRAINT canonical_email_blocks_hash_key UNIQUE (hash);

ALTER TABLE canonical_email_blocks
    ADD CONSTRAINT canonical_email_blocks_pkey PRIMARY KEY (id);

ALTER TABLE click_marks
    ADD CONSTRAINT click_marks_pkey PRIMARY KEY (link_id, mark);

ALTER TABLE clicks
    ADD CONSTRAINT clicks_pkey PRIMARY KEY (id);

ALTER TABLE closure_profiles
    ADD CONSTRAINT closure_profiles_pkey PRIMARY KEY (account_id, profile_id);

ALTER TABLE closures
    ADD CONSTRAINT closures_pkey PRIMARY KEY (account_id);

ALTER TABLE collection_items
    ADD CONSTRAINT collection_items_collection_id_profile_id_key UNIQUE (collection_id, profile_id);

ALTER TABLE collection_items
    ADD CONSTRAINT collection_items_pkey PRIMARY KEY (id);

ALTER TABLE collection_policies
    ADD CONSTRAINT collection_policies_pkey PRIMARY KEY (profile_id);

ALTER TABLE collection_stamps
    ADD CONSTRAINT collection_stamps_pkey PRIMARY KEY (id);

ALTER TABLE collection_stamps
    ADD CONSTRAINT collection_stamps_profile_id_collection_uri_key UNIQUE (profile_id, collection_uri);

ALTER TABLE collections
    ADD CONSTRAINT collections_pkey PRIMARY KEY (id);

ALTER TABLE collections
    ADD CONSTRAINT collections_uri_key UNIQUE (uri);

ALTER TABLE complaints
    ADD CONSTRAINT complaints_once UNIQUE (uri, about_id);

ALTER TABLE complaints
    ADD CONSTRAINT complaints_pkey PRIMARY KEY (id);

ALTER TABLE conversation_posts
    ADD CONSTRAINT conversation_posts_pkey PRIMARY KEY (conversation_id, post_id);

ALTER TABLE conversations
    ADD CONSTRAINT conversations_owner_id_thread_id_others_key UNIQUE (owner_id, thread_id, others);

ALTER TABLE conversations
    ADD CONSTRAINT conversations_pkey PRIMARY KEY (id);

ALTER TABLE conversions
    ADD CONSTRAINT conversions_goal_id_external_id_key UNIQUE (goal_id, external_id);

ALTER TABLE conversions
    ADD CONSTRAINT conversions_pkey PRIMARY KEY (id);

ALTER TABLE copies
    ADD CONSTRAINT copies_pkey PRIMARY KEY (name);

ALTER TABLE costs
    ADD CONSTRAINT costs_pkey PRIMARY KEY (id);

ALTER TABLE deliveries
    ADD CONSTRAINT deliveries_pkey PRIMARY KEY (post_id, host);

ALTER TABLE dismissed_suggestions
    ADD CONSTRAINT dismissed_suggestions_pkey PRIMARY KEY (profile_id, dismissed_id);

ALTER TABLE domain_allows
    ADD CONSTRAINT domain_allows_domain_key UNIQUE (domain);

ALTER TABLE domain_allows
    ADD CONSTRAINT domain_allows_pkey PRIMARY KEY (id);

ALTER TABLE domain_blocks
    ADD CONSTRAINT domain_blocks_domain_key UNIQUE (domain);

ALTER TABLE domain_blocks
    ADD CONSTRAINT domain_blocks_pkey PRIMARY KEY (id);

ALTER TABLE drafts
    ADD CONSTRAINT drafts_pkey PRIMARY KEY (id);

ALTER TABLE early_favourites
    ADD CONSTRAINT early_favourites_pkey PRIMARY KEY (post_uri, profile_id);

ALTER TABLE email_domain_blocks
    ADD CONSTRAINT email_domain_blocks_domain_key UNIQUE (domain);

ALTER TABLE email_domain_blocks
    ADD CONSTRAINT email_domain_blocks_pkey PRIMARY KEY (id);

ALTER TABLE emoji
    ADD CONSTRAINT emoji_domain_shortcode_key UNIQUE (domain, shortcode);

ALTER TABLE emoji
    ADD CONSTRAINT emoji_pkey PRIMARY KEY (id);

ALTER TABLE endorsements
    ADD CONSTRAINT endorsements_id_key UNIQUE (id);

ALTER TABLE endorsements
    ADD CONSTRAINT endorsements_pkey PRIMARY KEY (profile_id, endorsed_id);

ALTER TABLE factors
    ADD CONSTRAINT factors_pkey PRIMARY KEY (account_id);

ALTER TABLE favourites
    ADD CONSTRAINT favourites_id_key UNIQUE (id);

ALTER TABLE favourites
    ADD CONSTRAINT favourites_pkey PRIMARY KEY (profile_id, post_id);

ALTER TABLE featured_tags
    ADD CONSTRAINT featured_tags_id_key UNIQUE (id);

ALTER TABLE featured_tags
    ADD CONSTRAINT featured_tags_pkey PRIMARY KEY (profile_id, tag_id);

ALTER TABLE feed_owners
    ADD CONSTRAINT feed_owners_pkey PRIMARY KEY (profile_id);

ALTER TABLE feed
    ADD CONSTRAINT feed_pkey PRIMARY KEY (profile_id, post_id) INCLUDE (original_id, author_id, original_author_id, restricted);

ALTER TABLE feeling_counts
    ADD CONSTRAINT feeling_counts_pkey PRIMARY KEY (post_id, sign);

ALTER TABLE feelings
    ADD CONSTRAINT feelings_id_key UNIQUE (id);

ALTER TABLE feelings
    ADD CONSTRAINT feelings_pkey PRIMARY KEY (post_id, profile_id, sign);

ALTER TABLE filter_keywords
    ADD CONSTRAINT filter_keywords_pkey PRIMARY KEY (id);

ALTER TABLE filter_posts
    ADD CONSTRAINT filter_posts_filter_id_post_id_key UNIQUE (filter_id, post_id);

ALTER TABLE filter_posts
    ADD CONSTRAINT filter_posts_pkey PRIMARY KEY (id);

ALTER TABLE filters
    ADD CONSTRAINT filters_pkey PRIMARY KEY (id);

ALTER TABLE follow_requests
    ADD CONSTRAINT follow_requests_id_key UNIQUE (id);

ALTER TABLE follow_requests
    ADD CONSTRAINT follow_requests_pkey PRIMARY KEY (follower_id, followed_id);

ALTER TABLE followed_tags
    ADD CONSTRAINT followed_tags_id_key UNIQUE (id);

ALTER TABLE followed_tags
    ADD CONSTRAINT followed_tags_pkey PRIMARY KEY (profile_id, tag_id);

ALTER TABLE follows
    ADD CONSTRAINT follows_id_key UNIQUE (id);

ALTER TABLE follows
    ADD CONSTRAINT follows_pkey PRIMARY KEY (follower_id, followed_id);

ALTER TABLE goals
    ADD CONSTRAINT goals_pkey PRIMARY KEY (id);

ALTER TABLE goals
    ADD CONSTRAINT goals_profile_id_name_key UNIQUE (profile_id, name);

ALTER TABLE hosts
    ADD CONSTRAINT hosts_pkey PRIMARY KEY (name);

ALTER TABLE idempotency_keys
    ADD CONSTRAINT idempotency_keys_pkey PRIMARY KEY (token_id, key);

ALTER TABLE inbox_items
    ADD CONSTRAINT inbox_items_pkey PRIMARY KEY (id);

ALTER TABLE inbox_items
    ADD CONSTRAINT inbox_items_profile_id_post_id_key UNIQUE (profile_id, post_id);

ALTER TABLE interactions
    ADD CONSTRAINT interactions_pkey PRIMARY KEY (from_id, to_id, kind, post_id);

ALTER TABLE invite_uses
    ADD CONSTRAINT invite_uses_pkey PRIMARY KEY (invite_id, account_id);

ALTER TABLE invites
    ADD CONSTRAINT invites_code_key UNIQUE (code);

ALTER TABLE invites
    ADD CONSTRAINT invites_pkey PRIMARY KEY (id);

ALTER TABLE ip_blocks
    ADD CONSTRAINT ip_blocks_network_key UNIQUE (network);

ALTER TABLE ip_blocks
    ADD CONSTRAINT ip_blocks_pkey PRIMARY KEY (id);

ALTER TABLE jobs
    ADD CONSTRAINT jobs_pkey PRIMARY KEY (id);

ALTER TABLE lanes
    ADD CONSTRAINT lanes_pkey PRIMARY KEY (name);

ALTER TABLE left_out
    ADD CONSTRAINT left_out_pkey PRIMARY KEY (reader_id, author_id);

ALTER TABLE letters
    ADD CONSTRAINT letters_pkey PRIMARY KEY (id);

ALTER TABLE link_trends
    ADD CONSTRAINT link_trends_pkey PRIMARY KEY (preview_id);

ALTER TABLE links
    ADD CONSTRAINT links_code_key UNIQUE (code);

ALTER TABLE links
    ADD CONSTRAINT links_pkey PRIMARY KEY (id);

ALTER TABLE list_members
    ADD CONSTRAINT list_members_id_key UNIQUE (id);

ALTER TABLE list_members
    ADD CONSTRAINT list_members_pkey PRIMARY KEY (list_id, profile_id);

ALTER TABLE lists
    ADD CONSTRAINT lists_pkey PRIMARY KEY (id);

ALTER TABLE markers
    ADD CONSTRAINT markers_pkey PRIMARY KEY (profile_id, list);

ALTER TABLE markup_likings
    ADD CONSTRAINT markup_likings_pkey PRIMARY KEY (profile_id);

ALTER TABLE markups
    ADD CONSTRAINT markups_pkey PRIMARY KEY (post_id);

ALTER TABLE media
    ADD CONSTRAINT media_original_key_key UNIQUE (original_key);

ALTER TABLE media
    ADD CONSTRAINT media_pkey PRIMARY KEY (id);

ALTER TABLE members
    ADD CONSTRAINT members_pkey PRIMARY KEY (profile_id, account_id);

ALTER TABLE mentions
    ADD CONSTRAINT mentions_pkey PRIMARY KEY (post_id, profile_id);

ALTER TABLE migrations
    ADD CONSTRAINT migrations_pkey PRIMARY KEY (name);

ALTER TABLE moved_inboxes
    ADD CONSTRAINT moved_inboxes_pkey PRIMARY KEY (inbox);

ALTER TABLE moves
    ADD CONSTRAINT moves_id_key UNIQUE (id);

ALTER TABLE moves
    ADD CONSTRAINT moves_pkey PRIMARY KEY (profile_id);

ALTER TABLE mutes
    ADD CONSTRAINT mutes_id_key UNIQUE (id);

ALTER TABLE mutes
    ADD CONSTRAINT mutes_pkey PRIMARY KEY (muter_id, muted_id);

ALTER TABLE newsletter_issues
    ADD CONSTRAINT newsletter_issues_pkey PRIMARY KEY (id);

ALTER TABLE newsletter_posts
    ADD CONSTRAINT newsletter_posts_pkey PRIMARY KEY (post_id);

ALTER TABLE newsletter_subscribers
    ADD CONSTRAINT newsletter_subscribers_pkey PRIMARY KEY (id);

ALTER TABLE newsletter_subscribers
    ADD CONSTRAINT newsletter_subscribers_secret_hash_key UNIQUE (secret_hash);

ALTER TABLE newsletters
    ADD CONSTRAINT newsletters_pkey PRIMARY KEY (profile_id);

ALTER TABLE notification_permissions
    ADD CONSTRAINT notification_permissions_pkey PRIMARY KEY (profile_id, actor_id);

ALTER TABLE notification_policies
    ADD CONSTRAINT notification_policies_pkey PRIMARY KEY (profile_id);

ALTER TABLE notification_requests
    ADD CONSTRAINT notification_requests_pkey PRIMARY KEY (id);

ALTER TABLE notification_requests
    ADD CONSTRAINT notification_requests_profile_id_actor_id_key UNIQUE (profile_id, actor_id);

ALTER TABLE notifications
    ADD CONSTRAINT notifications_once UNIQUE NULLS NOT DISTINCT (profile_id, kind, actor_id, post_id, about_id);

ALTER TABLE notifications
    ADD CONSTRAINT notifications_pkey PRIMARY KEY (id);

ALTER TABLE oauth_apps
    ADD CONSTRAINT oauth_apps_client_id_key UNIQUE (client_id);

ALTER TABLE oauth_apps
    ADD CONSTRAINT oauth_apps_pkey PRIMARY KEY (id);

ALTER TABLE oauth_codes
    ADD CONSTRAINT oauth_codes_pkey PRIMARY KEY (code_hash);

ALTER TABLE oauth_tokens
    ADD CONSTRAINT oauth_tokens_pkey PRIMARY KEY (id);

ALTER TABLE oauth_tokens
    ADD CONSTRAINT oauth_tokens_token_hash_key UNIQUE (token_hash);

ALTER TABLE papers
    ADD CONSTRAINT papers_pkey PRIMARY KEY (id);

ALTER TABLE passkey_challenges
    ADD CONSTRAINT passkey_challenges_pkey PRIMARY KEY (challenge_hash);

ALTER TABLE passkeys
    ADD CONSTRAINT passkeys_credential_id_key UNIQUE (credential_id);

ALTER TABLE passkeys
    ADD CONSTRAINT passkeys_pkey PRIMARY KEY (id);

ALTER TABLE permission_policies
    ADD CONSTRAINT permission_policies_pkey PRIMARY KEY (post_id, act);

ALTER TABLE permission_requests
    ADD CONSTRAINT permission_requests_pkey PRIMARY KEY (id);

ALTER TABLE permission_requests
    ADD CONSTRAINT permission_requests_profile_id_post_id_act_key UNIQUE (profile_id, post_id, act);

ALTER TABLE permission_stamps
    ADD CONSTRAINT permission_stamps_pkey PRIMARY KEY (id);

ALTER TABLE permission_stamps
    ADD CONSTRAINT permission_stamps_post_id_act_made_uri_key UNIQUE (post_id, act, made_uri);

ALTER TABLE pin_lists
    ADD CONSTRAINT pin_lists_pkey PRIMARY KEY (profile_id);

ALTER TABLE pins
    ADD CONSTRAINT pins_pkey PRIMARY KEY (profile_id, post_id);

ALTER TABLE poll_votes
    ADD CONSTRAINT poll_votes_pkey PRIMARY KEY (post_id, profile_id, place);

ALTER TABLE polls
    ADD CONSTRAINT polls_pkey PRIMARY KEY (post_id);

ALTER TABLE post_counts
    ADD CONSTRAINT post_counts_pkey PRIMARY KEY (post_id);

ALTER TABLE post_edits
    ADD CONSTRAINT post_edits_pkey PRIMARY KEY (post_id, written_at);

ALTER TABLE post_links
    ADD CONSTRAINT post_links_pkey PRIMARY KEY (post_id, place);

ALTER TABLE post_tags
    ADD CONSTRAINT post_tags_pkey PRIMARY KEY (post_id, tag_id);

ALTER TABLE post_trends
    ADD CONSTRAINT post_trends_pkey PRIMARY KEY (post_id);

ALTER TABLE posts
    ADD CONSTRAINT posts_pkey PRIMARY KEY (id);

ALTER TABLE posts
    ADD CONSTRAINT posts_uri_key UNIQUE (uri);

ALTER TABLE preferences
    ADD CONSTRAINT preferences_pkey PRIMARY KEY (account_id);

ALTER TABLE previews
    ADD CONSTRAINT previews_pkey PRIMARY KEY (id);

ALTER TABLE previews
    ADD CONSTRAINT previews_url_key UNIQUE (url);

ALTER TABLE private_notes
    ADD CONSTRAINT private_notes_pkey PRIMARY KEY (writer_id, about_id);

ALTER TABLE profile_counts
    ADD CONSTRAINT profile_counts_pkey PRIMARY KEY (profile_id);

ALTER TABLE profile_keys
    ADD CONSTRAINT profile_keys_key_uri_key UNIQUE (key_uri);

ALTER TABLE profile_keys
    ADD CONSTRAINT profile_keys_pkey PRIMARY KEY (profile_id);

ALTER TABLE profile_more_keys
    ADD CONSTRAINT profile_more_keys_pkey PRIMARY KEY (key_uri);

ALTER TABLE profiles
    ADD CONSTRAINT profiles_pkey PRIMARY KEY (id);

ALTER TABLE profiles
    ADD CONSTRAINT profiles_uri_key UNIQUE (uri);

ALTER TABLE proofs
    ADD CONSTRAINT proofs_pkey PRIMARY KEY (secret_hash);

ALTER TABLE publishers
    ADD CONSTRAINT publishers_host_key UNIQUE (host);

ALTER TABLE publishers
    ADD CONSTRAINT publishers_pkey PRIMARY KEY (id);

ALTER TABLE push_subscriptions
    ADD CONSTRAINT push_subscriptions_pkey PRIMARY KEY (id);

ALTER TABLE push_subscriptions
    ADD CONSTRAINT push_subscriptions_session_hash_key UNIQUE (session_hash);

ALTER TABLE push_subscriptions
    ADD CONSTRAINT push_subscriptions_token_id_key UNIQUE (token_id);

ALTER TABLE quote_policies
    ADD CONSTRAINT quote_policies_pkey PRIMARY KEY (post_id);

ALTER TABLE quote_stamps
    ADD CONSTRAINT quote_stamps_pkey PRIMARY KEY (id);

ALTER TABLE quote_stamps
    ADD CONSTRAINT quote_stamps_quoted_id_quoting_uri_key UNIQUE (quoted_id, quoting_uri);

ALTER TABLE quotes
    ADD CONSTRAINT quotes_pkey PRIMARY KEY (post_id);

ALTER TABLE reactions
    ADD CONSTRAINT reactions_pkey PRIMARY KEY (profile_id, post_id) INCLUDE (bits);

ALTER TABLE readers
    ADD CONSTRAINT readers_pkey PRIMARY KEY (post_id, profile_id);

ALTER TABLE recovery_codes
    ADD CONSTRAINT recovery_codes_pkey PRIMARY KEY (account_id, code_hash);

ALTER TABLE reply_approvals
    ADD CONSTRAINT reply_approvals_pkey PRIMARY KEY (post_id);

ALTER TABLE reply_policies
    ADD CONSTRAINT reply_policies_pkey PRIMARY KEY (post_id);

ALTER TABLE reply_refusals
    ADD CONSTRAINT reply_refusals_pkey PRIMARY KEY (post_id);

ALTER TABLE reply_stamps
    ADD CONSTRAINT reply_stamps_pkey PRIMARY KEY (id);

ALTER TABLE reply_stamps
    ADD CONSTRAINT reply_stamps_post_id_answer_uri_key UNIQUE (post_id, answer_uri);

ALTER TABLE rules
    ADD CONSTRAINT rules_pkey PRIMARY KEY (id);

ALTER TABLE search_people
    ADD CONSTRAINT search_people_pkey PRIMARY KEY (profile_id);

ALTER TABLE search_posts
    ADD CONSTRAINT search_posts_pkey PRIMARY KEY (post_id);

ALTER TABLE search_reached
    ADD CONSTRAINT search_reached_pkey PRIMARY KEY (what);

ALTER TABLE server_icons
    ADD CONSTRAINT server_icons_pkey PRIMARY KEY (one);

ALTER TABLE sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (token_hash);

ALTER TABLE severances
    ADD CONSTRAINT severances_once UNIQUE (profile_id, kind, domain, made_on);

ALTER TABLE severances
    ADD CONSTRAINT severances_pkey PRIMARY KEY (id);

ALTER TABLE shunned_domains
    ADD CONSTRAINT shunned_domains_id_key UNIQUE (id);

ALTER TABLE shunned_domains
    ADD CONSTRAINT shunned_domains_pkey PRIMARY KEY (profile_id, domain);

ALTER TABLE tag_trends
    ADD CONSTRAINT tag_trends_pkey PRIMARY KEY (tag_id);

ALTER TABLE tags
    ADD CONSTRAINT tags_name_key UNIQUE (name);

ALTER TABLE tags
    ADD CONSTRAINT tags_pkey PRIMARY KEY (id);

ALTER TABLE taken
    ADD CONSTRAINT taken_pkey PRIMARY KEY (hash);

ALTER TABLE thread_mutes
    ADD CONSTRAINT thread_mutes_pkey PRIMARY KEY (thread_id, profile_id);

ALTER TABLE ticks
    ADD CONSTRAINT ticks_pkey PRIMARY KEY (name);

ALTER TABLE ties
    ADD CONSTRAINT ties_pkey PRIMARY KEY (from_id, to_id);

ALTER TABLE tombstones
    ADD CONSTRAINT tombstones_pkey PRIMARY KEY (uri);

ALTER TABLE touches
    ADD CONSTRAINT touches_pkey PRIMARY KEY (conversion_id, place);

ALTER TABLE transfer_lines
    ADD CONSTRAINT transfer_lines_pkey PRIMARY KEY (transfer_id, line);

ALTER TABLE transfers
    ADD CONSTRAINT transfers_pkey PRIMARY KEY (id);

ALTER TABLE trend_verdicts
    ADD CONSTRAINT trend_verdicts_pkey PRIMARY KEY (kind, subject);

ALTER TABLE verdicts
    ADD CONSTRAINT verdicts_pkey PRIMARY KEY (id);

ALTER TABLE years
    ADD CONSTRAINT years_pkey PRIMARY KEY (profile_id, year);

CREATE INDEX accounts_address ON accounts USING btree (made_at) WHERE (address IS NOT NULL);

CREATE UNIQUE INDEX accounts_email ON accounts USING btree (lower(email));

CREATE INDEX accounts_waiting ON accounts USING btree (id) WHERE ((approved_at IS NULL) AND (removed_at IS NULL));

CREATE INDEX appointments_profile ON appointments USING btree (profile_id, id DESC);

CREATE INDEX backfills_asked ON backfills USING btree (asked_at);

CREATE INDEX blocks_blocked ON blocks USING btree (blocked_id, blocker_id);

CREATE INDEX bookmarks_mine ON bookmarks USING btree (profile_id, id DESC);

CREATE INDEX bookmarks_post ON bookmarks USING btree (post_id);

CREATE INDEX campaign_posts_campaign ON campaign_posts USING btree (campaign_id, post_id);

CREATE INDEX click_marks_age ON click_marks USING btree (counted_at);

CREATE INDEX clicks_link ON clicks USING btree (link_id, at) INCLUDE (counted);

CREATE INDEX clicks_visitor ON clicks USING btree (visitor, at);

CREATE INDEX closures_due ON closures USING btree (ends_at);

CREATE INDEX collection_items_profile ON collection_items USING btree (profile_id, id DESC);

CREATE INDEX collection_items_stamp ON collection_items USING btree (stamp_uri) WHERE (stamp_uri IS NOT NULL);

CREATE INDEX collection_items_uri ON collection_items USING btree (uri) WHERE (uri IS NOT NULL);

CREATE INDEX collection_stamps_asker ON collection_stamps USING btree (asker_id);

CREATE INDEX collections_owner ON collections USING btree (owner_id, id DESC);

CREATE INDEX complaints_about ON complaints USING btree (about_id, id DESC);

CREATE INDEX complaints_open ON complaints USING btree (id DESC) WHERE (resolved_at IS NULL);

CREATE INDEX complaints_profile ON complaints USING btree (profile_id, id DESC);

CREATE INDEX conversation_posts_owner ON conversation_posts USING btree (owner_id, post_id DESC);

CREATE INDEX conversation_posts_post ON conversation_posts USING btree (post_id);

CREATE INDEX conversations_newest ON conversations USING btree (owner_id, last_post_id DESC);

CREATE INDEX conversations_unread ON conversations USING btree (owner_id) WHERE (read_at IS NULL);

CREATE INDEX conversions_person ON conversions USING btree (profile_id, person_id) WHERE (person_id IS NOT NULL);

CREATE INDEX conversions_profile ON conversions USING btree (profile_id, at DESC);

CREATE INDEX conversions_visitor ON conversions USING btree (profile_id, visitor) WHERE (visitor IS NOT NULL);

CREATE INDEX copies_original ON copies USING btree (original_key) WHERE (original_key IS NOT NULL);

CREATE INDEX copies_seen ON copies USING btree (seen_at, name);

CREATE INDEX costs_profile ON costs USING btree (profile_id, spent_on);

CREATE INDEX deliveries_open ON deliveries USING btree (promised_at) WHERE ((delivered_at IS NULL) AND (gave_up_at IS NULL));

CREATE INDEX drafts_published ON drafts USING btree (profile_id, published_at DESC) WHERE (published_at IS NOT NULL);

CREATE INDEX drafts_waiting ON drafts USING btree (profile_id, due_at) WHERE ((published_at IS NULL) AND (cancelled_at IS NULL));

CREATE INDEX early_favourites_came ON early_favourites USING btree (came_at);

CREATE INDEX endorsements_newest ON endorsements USING btree (profile_id, id DESC);

CREATE INDEX favourites_mine ON favourites USING btree (profile_id, id DESC);

CREATE INDEX favourites_post ON favourites USING btree (post_id, id DESC);

CREATE INDEX feelings_newest ON feelings USING btree (post_id, id DESC);

CREATE INDEX feelings_profile ON feelings USING btree (profile_id);

CREATE INDEX feelings_uri ON feelings USING btree (uri) WHERE (uri IS NOT NULL);

CREATE INDEX filter_keywords_filter ON filter_keywords USING btree (filter_id, id);

CREATE INDEX filters_profile ON filters USING btree (profile_id, id);

CREATE INDEX follow_requests_followed ON follow_requests USING btree (followed_id, id);

CREATE INDEX followed_tags_tag ON followed_tags USING btree (tag_id, profile_id);

CREATE INDEX follows_followed ON follows USING btree (followed_id, follower_id) INCLUDE (shows_boosts, notifies, languages);

CREATE INDEX follows_newest ON follows USING btree (followed_id, id);

CREATE INDEX follows_notifying ON follows USING btree (followed_id) INCLUDE (follower_id) WHERE notifies;

CREATE INDEX hosts_gone ON hosts USING btree (name) WHERE (gone <> '{}'::text[]);

CREATE INDEX idempotency_keys_age ON idempotency_keys USING btree (made_at);

CREATE INDEX inbox_answer ON inbox_items USING btree (answered_by_id) WHERE (answered_by_id IS NOT NULL);

CREATE INDEX inbox_arrived ON inbox_items USING btree (profile_id, arrived_at);

CREATE INDEX inbox_done ON inbox_items USING btree (profile_id, done_at DESC) WHERE (done_at IS NOT NULL);

CREATE INDEX inbox_open ON inbox_items USING btree (profile_id, id DESC) WHERE (done_at IS NULL);

CREATE INDEX inbox_post ON inbox_items USING btree (post_id);

CREATE INDEX interactions_latest ON interactions USING btree (from_id, to_id, at DESC);

CREATE INDEX invite_uses_account ON invite_uses USING btree (account_id);

CREATE INDEX invites_account ON invites USING btree (account_id, id);

CREATE INDEX jobs_due ON jobs USING btree (run_at) WHERE ((lane IS NULL) AND (parked_at IS NULL));

CREATE INDEX jobs_lane ON jobs USING btree (lane, id) WHERE ((lane IS NOT NULL) AND (parked_at IS NULL));

CREATE UNIQUE INDEX jobs_once ON jobs USING btree (once) WHERE (once IS NOT NULL);

CREATE INDEX jobs_parked ON jobs USING btree (parked_at) WHERE (parked_at IS NOT NULL);

CREATE INDEX lanes_due ON lanes USING btree (next_at) WHERE (next_at < 'infinity'::timestamp with time zone);

CREATE INDEX left_out_author ON left_out USING btree (author_id, reader_id);

CREATE INDEX letters_written ON letters USING btree (written_at);

CREATE INDEX links_campaign ON links USING btree (campaign_id, id);

CREATE INDEX links_post ON links USING btree (post_id) WHERE (post_id IS NOT NULL);

CREATE INDEX links_profile ON links USING btree (profile_id, id);

CREATE INDEX list_members_followed ON list_members USING btree (owner_id, profile_id);

CREATE INDEX lists_owner ON lists USING btree (owner_id, id);

CREATE INDEX media_elsewhere ON media USING hash (remote_url) WHERE (remote_url IS NOT NULL);

CREATE INDEX media_given ON media USING btree (given) WHERE (given IS NOT NULL);

CREATE INDEX media_loose ON media USING btree (kept_until) WHERE (post_id IS NULL);

CREATE INDEX media_post ON media USING btree (post_id, place) WHERE (post_id IS NOT NULL);

CREATE INDEX media_profile ON media USING btree (profile_id);

CREATE INDEX media_small ON media USING btree (small_key) WHERE (small_key IS NOT NULL);

CREATE INDEX members_account ON members USING btree (account_id);

CREATE INDEX mentions_profile ON mentions USING btree (profile_id, post_id DESC);

CREATE INDEX moves_target ON moves USING btree (target_id) WHERE (ended_at IS NULL);

CREATE INDEX newsletter_issues_profile ON newsletter_issues USING btree (profile_id, id);

CREATE INDEX newsletter_posts_profile ON newsletter_posts USING btree (profile_id);

CREATE UNIQUE INDEX newsletter_subscribers_email ON newsletter_subscribers USING btree (profile_id, lower(email));

CREATE INDEX newsletter_subscribers_of_email ON newsletter_subscribers USING btree (lower(email));

CREATE INDEX newsletter_subscribers_unconfirmed ON newsletter_subscribers USING btree (asked_at) WHERE (confirmed_at IS NULL);

CREATE INDEX notification_requests_newest ON notification_requests USING btree (profile_id, id DESC);

CREATE INDEX notifications_bundle ON notifications USING btree (profile_id, bundle, id DESC) WHERE (bundle IS NOT NULL);

CREATE INDEX notifications_filtered ON notifications USING btree (profile_id, actor_id, id DESC) WHERE ((filtered_at IS NOT NULL) AND (withdrawn_at IS NULL) AND (cleared_at IS NULL));

CREATE INDEX notifications_shown ON notifications USING btree (profile_id, id DESC) WHERE ((withdrawn_at IS NULL) AND (cleared_at IS NULL));

CREATE INDEX oauth_tokens_account ON oauth_tokens USING btree (account_id);

CREATE INDEX papers_kind ON papers USING btree (kind, id DESC);

CREATE INDEX passkeys_account ON passkeys USING btree (account_id);

CREATE INDEX pins_post ON pins USING btree (post_id);

CREATE INDEX post_links_preview ON post_links USING btree (preview_id, post_id DESC);

CREATE INDEX post_tags_tag ON post_tags USING btree (tag_id, post_id DESC);

CREATE INDEX posts_author ON posts USING btree (author_id, id DESC);

CREATE INDEX posts_awaiting ON posts USING btree (reply_to_uri) WHERE (reply_to_uri IS NOT NULL);

CREATE UNIQUE INDEX posts_boost_once ON posts USING btree (boost_of_id, author_id) WHERE ((boost_of_id IS NOT NULL) AND (removed_at IS NULL));

CREATE INDEX posts_public ON posts USING btree (id DESC) WHERE ((visibility = 'public'::text) AND (boost_of_id IS NULL) AND (removed_at IS NULL));

CREATE INDEX posts_replies ON posts USING btree (reply_to_id) WHERE (reply_to_id IS NOT NULL);

CREATE INDEX posts_thread ON posts USING btree (thread_id, id);

CREATE INDEX previews_creator ON previews USING btree (creator_id) WHERE (creator_id IS NOT NULL);

CREATE INDEX previews_image ON previews USING btree (image_url) WHERE (image_url IS NOT NULL);

CREATE INDEX profile_more_keys_profile ON profile_more_keys USING btree (profile_id);

CREATE INDEX profiles_domain ON profiles USING btree (domain) WHERE (domain IS NOT NULL);

CREATE UNIQUE INDEX profiles_handle ON profiles USING btree (lower(name), COALESCE(domain, ''::text));

CREATE INDEX profiles_here ON profiles USING btree (id) WHERE (domain IS NULL);

CREATE INDEX proofs_account ON proofs USING btree (account_id, made_at);

CREATE INDEX push_subscriptions_profile ON push_subscriptions USING btree (profile_id);

CREATE INDEX quotes_awaited ON quotes USING btree (quoted_uri) WHERE (quoted_id IS NULL);

CREATE INDEX quotes_quoted ON quotes USING btree (quoted_id, post_id DESC) WHERE (state = 'accepted'::text);

CREATE INDEX quotes_stamp ON quotes USING btree (stamp_uri) WHERE (stamp_uri IS NOT NULL);

CREATE INDEX reactions_post ON reactions USING btree (post_id);

CREATE INDEX readers_profile ON readers USING btree (profile_id);

CREATE INDEX search_people_words ON search_people USING gin (words) WITH (fastupdate=off);

CREATE INDEX search_posts_words ON search_posts USING gin (words) WITH (fastupdate=off);

CREATE INDEX sessions_account ON sessions USING btree (account_id);

CREATE INDEX shunned_domains_newest ON shunned_domains USING btree (profile_id, id DESC);

CREATE INDEX tags_beginning ON tags USING btree (name text_pattern_ops);

CREATE INDEX taken_at ON taken USING btree (taken_at);

CREATE INDEX ties_towards ON ties USING btree (to_id, from_id);

CREATE INDEX touches_click ON touches USING btree (click_id) WHERE (click_id IS NOT NULL);

CREATE INDEX transfer_lines_open ON transfer_lines USING btree (transfer_id, line) WHERE (done_at IS NULL);

CREATE INDEX transfers_owner ON transfers USING btree (owner_id, id);

CREATE INDEX verdicts_profile ON verdicts USING btree (profile_id, id DESC);

ALTER TABLE admissions
    ADD CONSTRAINT admissions_made_by_fkey FOREIGN KEY (made_by) REFERENCES accounts(id);

ALTER TABLE aliases
    ADD CONSTRAINT aliases_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES profiles(id);

ALTER TABLE announcement_dismissals
    ADD CONSTRAINT announcement_dismissals_announcement_id_fkey FOREIGN KEY (announcement_id) REFERENCES announcements(id);

ALTER TABLE announcement_dismissals
    ADD CONSTRAINT announcement_dismissals_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES profiles(id);

ALTER TABLE announcement_reactions
    ADD CONSTRAINT announcement_reactions_announcement_id_fkey FOREIGN KEY (announcement_id) REFERENCES announcements(id);

ALTER TABLE announcement_reactions
    ADD CONSTRAINT announcement_reactions_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES profiles(id);

ALTER TABLE appearances
    ADD CONSTRAINT appearances_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id);

ALTER TABLE appointments
    ADD CONSTRAINT appointments_made_by_fkey FOREIGN KEY (made_by) REFERENCES accounts(id);

ALTER TABLE appointments
    ADD CONSTRAINT appointments_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES profiles(id);

ALTER TABLE blocks
    ADD CONSTRAINT blocks_blocked_id_fkey FOREIGN KEY (blocked_id) REFERENCES profiles(id);

ALTER TABLE blocks
    ADD CONSTRAINT blocks_blocker_id_fkey FOREIGN KEY (blocker_id) REFERENCES profiles(id);

ALTER TABLE bookmarks
    ADD CONSTRAINT bookmarks_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id);

ALTER TABLE bookmarks
    ADD CONSTRAINT bookmarks_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES profiles(id);

ALTER TABLE campaign_posts
    ADD CONSTRAINT campaign_posts_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaigns(id);

ALTER TABLE campaign_posts
    ADD CONSTRAINT campaign_posts_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id);

ALTER TABLE campaigns
    ADD CONSTRAINT campaigns_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES profiles(id);

ALTER TABLE click_marks
    ADD CONSTRAINT click_marks_link_id_fkey FOREIGN KEY (link_id) REFERENCES links(id);

ALTER TABLE clicks
    ADD CONSTRAINT clicks_link_id_fkey FOREIGN KEY (link_id) REFERENCES links(id);

ALTER TABLE closure_profiles
    ADD CONSTRAINT closure_profiles_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id);

ALTER TABLE closure_profiles
    ADD CONSTRAINT closure_profiles_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES profiles(id);

ALTER TABLE closures
    ADD CONSTRAINT closures_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id);

ALTER TABLE collection_items
    ADD CONSTRAINT collection_items_collection_id_fkey FOREIGN KEY (collection_id) REFERENCES collections(id) ON DELETE CASCADE;

ALTER TABLE collection_items
    ADD CONSTRAINT collection_items_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES profiles(id);

ALTER TABLE collection_policies
    ADD CONSTRAINT collection_policies_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES profiles(id);

ALTER TABLE collection_stamps
    ADD CONSTRAINT collection_stamps_asker_id_fkey FOREIGN KEY (asker_id) REFERENCES profiles(id);

ALTER TABLE collection_stamps
    ADD CONSTRAINT collection_stamps_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES profiles(id);

ALTER TABLE collections
    ADD CONSTRAINT collections_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES profiles(id);

ALTER TABLE complaints
    ADD CONSTRAINT complaints_about_id_fkey FOREIGN KEY (about_id) REFERENCES profiles(id);

ALTER TABLE complaints
    ADD CONSTRAINT complaints_assigned_id_fkey FOREIGN KEY (assigned_id) REFERENCES accounts(id);

ALTER TABLE complaints
    ADD CONSTRAINT complaints_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES profiles(id);

ALTER TABLE complaints
    ADD CONSTRAINT complaints_resolved_by_fkey FOREIGN KEY (resolved_by) REFERENCES accounts(id);

ALTER TABLE conversation_posts
    ADD CONSTRAINT conversation_posts_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES conversations(id) ON DELETE CASCADE;

ALTER TABLE conversation_posts
    ADD CONSTRAINT conversation_posts_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id);

ALTER TABLE conversations
    ADD CONSTRAINT conversations_last_post_id_fkey FOREIGN KEY (last_post_id) REFERENCES posts(id);

ALTER TABLE conversations
    ADD CONSTRAINT conversations_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES profiles(id);

ALTER TABLE conversions
    ADD CONSTRAINT conversions_click_id_fkey FOREIGN KEY (click_id) REFERENCES clicks(id);

ALTER TABLE conversions
    ADD CONSTRAINT conversions_goal_id_fkey FOREIGN KEY (goal_id) REFERENCES goals(id);

ALTER TABLE conversions
    ADD CONSTRAINT conversions_person_id_fkey FOREIGN KEY (person_id) REFERENCES profiles(id);

ALTER TABLE conversions
    ADD CONSTRAINT conversions_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES profiles(id);

ALTER TABLE costs
    ADD CONSTRAINT costs_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaigns(id);

ALTER TABLE costs
    ADD CONSTRAINT costs_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES profiles(id);

ALTER TABLE deliveries
    ADD CONSTRAINT deliveries_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id);

ALTER TABLE dismissed_suggestions
    ADD CONSTRAINT dismissed_suggestions_dismissed_id_fkey FOREIGN KEY (dismissed_id) REFERENCES profiles(id);

ALTER TABLE dismissed_suggestions
    ADD CONSTRAINT dismissed_suggestions_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES profiles(id);

ALTER TABLE drafts
    ADD CONSTRAINT drafts_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id);

ALTER TABLE drafts
    ADD CONSTRAINT drafts_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES profiles(id);

ALTER TABLE drafts
    ADD CONSTRAINT drafts_published_post_id_fkey FOREIGN KEY (published_post_id) REFERENCES posts(id);

ALTER TABLE early_favourites
    ADD CONSTRAINT early_favourites_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES profiles(id);

ALTER TABLE endorsements
    ADD CONSTRAINT endorsements_endorsed_id_fkey FOREIGN KEY (endorsed_id) REFERENCES profiles(id);

ALTER TABLE endorsements
    ADD CONSTRAINT endorsements_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES profiles(id);

ALTER TABLE factors
    ADD CONSTRAINT factors_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id);

ALTER TABLE favourites
    ADD CONSTRAINT favourites_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id);

ALTER TABLE favourites
    ADD CONSTRAINT favourites_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES profiles(id);

ALTER TABLE featured_tags
    ADD CONSTRAINT featured_tags_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES profiles(id);

ALTER TABLE featured_tags
    ADD CONSTRAINT featured_tags_tag_id_fkey FOREIGN KEY (tag_id) REFERENCES tags(id);

ALTER TABLE feeling_counts
    ADD CONSTRAINT feeling_counts_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id);

ALTER TABLE feelings
    ADD CONSTRAINT feelings_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id);

ALTER TABLE feelings
    ADD CONSTRAINT feelings_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES profiles(id);

ALTER TABLE filter_keywords
    ADD CONSTRAINT filter_keywords_filter_id_fkey FOREIGN KEY (filter_id) REFERENCES filters(id) ON DELETE CASCADE;

ALTER TABLE filter_posts
    ADD CONSTRAINT filter_posts_filter_id_fkey FOREIGN KEY (filter_id) REFERENCES filters(id) ON DELETE CASCADE;

ALTER TABLE filter_posts
    ADD CONSTRAINT filter_posts_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id);

ALTER TABLE filters
    ADD CONSTRAINT filters_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES profiles(id);

ALTER TABLE follow_requests
    ADD CONSTRAINT follow_requests_followed_id_fkey FOREIGN KEY (followed_id) REFERENCES profiles(id);

ALTER TABLE follow_requests
    ADD CONSTRAINT follow_requests_follower_id_fkey FOREIGN KEY (follower_id) REFERENCES profiles(id);

ALTER TABLE followed_tags
    ADD CONSTRAINT followed_tags_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES profiles(id);

ALTER TABLE followed_tags
    ADD CONSTRAINT followed_tags_tag_id_fkey FOREIGN KEY (tag_id) REFERENCES tags(id);

ALTER TABLE follows
    ADD CONSTRAINT follows_followed_id_fkey FOREIGN KEY (followed_id) REFERENCES profiles(id);

ALTER TABLE follows
    ADD CONSTRAINT follows_follower_id_fkey FOREIGN KEY (follower_id) REFERENCES profiles(id);

ALTER TABLE goals
    ADD CONSTRAINT goals_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES profiles(id);

ALTER TABLE idempotency_keys
    ADD CONSTRAINT idempotency_keys_token_id_fkey FOREIGN KEY (token_id) REFERENCES oauth_tokens(id) ON DELETE CASCADE;

ALTER TABLE inbox_items
    ADD CONSTRAINT inbox_items_answered_by_id_fkey FOREIGN KEY (answered_by_id) REFERENCES posts(id);

ALTER TABLE inbox_items
    ADD CONSTRAINT inbox_items_assigned_to_fkey FOREIGN KEY (assigned_to) REFERENCES accounts(id);

ALTER TABLE inbox_items
    ADD CONSTRAINT inbox_items_from_id_fkey FOREIGN KEY (from_id) REFERENCES profiles(id);

ALTER TABLE inbox_items
    ADD CONSTRAINT inbox_items_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id);

ALTER TABLE inbox_items
    ADD CONSTRAINT inbox_items_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES profiles(id);

ALTER TABLE interactions
    ADD CONSTRAINT interactions_from_id_fkey FOREIGN KEY (from_id) REFERENCES profiles(id);

ALTER TABLE interactions
    ADD CONSTRAINT interactions_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id);

ALTER TABLE interactions
    ADD CONSTRAINT interactions_to_id_fkey FOREIGN KEY (to_id) REFERENCES profiles(id);

ALTER TABLE invite_uses
    ADD CONSTRAINT invite_uses_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE invite_uses
    ADD CONSTRAINT invite_uses_invite_id_fkey FOREIGN KEY (invite_id) REFERENCES invites(id);

ALTER TABLE invites
    ADD CONSTRAINT invites_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id);

ALTER TABLE jobs
    ADD CONSTRAINT jobs_lane_fkey FOREIGN KEY (lane) REFERENCES lanes(name);

ALTER TABLE left_out
    ADD CONSTRAINT left_out_reader_id_author_id_fkey FOREIGN KEY (reader_id, author_id) REFERENCES follows(follower_id, followed_id) ON DELETE CASCADE;

ALTER TABLE letters
    ADD CONSTRAINT letters_sender_id_fkey FOREIGN KEY (sender_id) REFERENCES profiles(id);

ALTER TABLE link_trends
    ADD CONSTRAINT link_trends_preview_id_fkey FOREIGN KEY (preview_id) REFERENCES previews(id);

ALTER TABLE links
    ADD CONSTRAINT links_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaigns(id);

ALTER TABLE links
    ADD CONSTRAINT links_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id);

ALTER TABLE links
    ADD CONSTRAINT links_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES profiles(id);

ALTER TABLE links
    ADD CONSTRAINT links_referrer_id_fkey FOREIGN KEY (referrer_id) REFERENCES profiles(id);

ALTER TABLE list_members
    ADD CONSTRAINT list_members_list_id_fkey FOREIGN KEY (list_id) REFERENCES lists(id) ON DELETE CASCADE;

ALTER TABLE list_members
    ADD CONSTRAINT list_members_owner_id_profile_id_fkey FOREIGN KEY (owner_id, profile_id) REFERENCES follows(follower_id, followed_id) ON DELETE CASCADE;

ALTER TABLE list_members
    ADD CONSTRAINT list_members_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES profiles(id);

ALTER TABLE lists
    ADD CONSTRAINT lists_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES profiles(id);

ALTER TABLE markers
    ADD CONSTRAINT markers_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES profiles(id);

ALTER TABLE markup_likings
    ADD CONSTRAINT markup_likings_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES profiles(id);

ALTER TABLE markups
    ADD CONSTRAINT markups_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id);

ALTER TABLE media
    ADD CONSTRAINT media_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id);

ALTER TABLE media
    ADD CONSTRAINT media_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES profiles(id);

ALTER TABLE members
    ADD CONSTRAINT members_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id);

ALTER TABLE members
    ADD CONSTRAINT members_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES profiles(id);

ALTER TABLE mentions
    ADD CONSTRAINT mentions_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id);

ALTER TABLE mentions
    ADD CONSTRAINT mentions_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES profiles(id);

ALTER TABLE moves
    ADD CONSTRAINT moves_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES profiles(id);

ALTER TABLE moves
    ADD CONSTRAINT moves_target_id_fkey FOREIGN KEY (target_id) REFERENCES profiles(id);

ALTER TABLE mutes
    ADD CONSTRAINT mutes_muted_id_fkey FOREIGN KEY (muted_id) REFERENCES profiles(id);

ALTER TABLE mutes
    ADD CONSTRAINT mutes_muter_id_fkey FOREIGN KEY (muter_id) REFERENCES profiles(id);

ALTER TABLE newsletter_issues
    ADD CONSTRAINT newsletter_issues_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES profiles(id);

ALTER TABLE newsletter_posts
    ADD CONSTRAINT newsletter_posts_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id);

ALTER TABLE newsletter_posts
    ADD CONSTRAINT newsletter_posts_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES profiles(id);

ALTER TABLE newsletter_subscribers
    ADD CONSTRAINT newsletter_subscribers_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES profiles(id);

ALTER TABLE newsletters
    ADD CONSTRAINT newsletters_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES profiles(id);

ALTER TABLE notification_permissions
    ADD CONSTRAINT notification_permissions_actor_id_fkey FOREIGN KEY (actor_id) REFERENCES profiles(id);

ALTER TABLE notification_permissions
    ADD CONSTRAINT notification_permissions_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES profiles(id);

ALTER TABLE notification_policies
    ADD CONSTRAINT notification_policies_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES profiles(id);

ALTER TABLE notification_requests
    ADD CONSTRAINT notification_requests_actor_id_fkey FOREIGN KEY (actor_id) REFERENCES profiles(id);

ALTER TABLE notification_requests
    ADD CONSTRAINT notification_requests_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES profiles(id);

ALTER TABLE notifications
    ADD CONSTRAINT notifications_actor_id_fkey FOREIGN KEY (actor_id) REFERENCES profiles(id);

ALTER TABLE notifications
    ADD CONSTRAINT notifications_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id);

ALTER TABLE notifications
    ADD CONSTRAINT notifications_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES profiles(id);

ALTER TABLE oauth_codes
    ADD CONSTRAINT oauth_codes_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id);

ALTER TABLE oauth_codes
    ADD CONSTRAINT oauth_codes_app_id_fkey FOREIGN KEY (app_id) REFERENCES oauth_apps(id);

ALTER TABLE oauth_codes
    ADD CONSTRAINT oauth_codes_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES profiles(id);

ALTER TABLE oauth_tokens
    ADD CONSTRAINT oauth_tokens_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id);

ALTER TABLE oauth_tokens
    ADD CONSTRAINT oauth_tokens_app_id_fkey FOREIGN KEY (app_id) REFERENCES oauth_apps(id);

ALTER TABLE oauth_tokens
    ADD CONSTRAINT oauth_tokens_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES profiles(id);

ALTER TABLE passkey_challenges
    ADD CONSTRAINT passkey_challenges_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id);

ALTER TABLE passkeys
    ADD CONSTRAINT passkeys_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id);

ALTER TABLE permission_policies
    ADD CONSTRAINT permission_policies_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id);

ALTER TABLE permission_requests
    ADD CONSTRAINT permission_requests_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id);

ALTER TABLE permission_requests
    ADD CONSTRAINT permission_requests_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES profiles(id);

ALTER TABLE permission_stamps
    ADD CONSTRAINT permission_stamps_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id);

ALTER TABLE pin_lists
    ADD CONSTRAINT pin_lists_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES profiles(id);

ALTER TABLE pins
    ADD CONSTRAINT pins_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id);

ALTER TABLE pins
    ADD CONSTRAINT pins_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES profiles(id);

ALTER TABLE poll_votes
    ADD CONSTRAINT poll_votes_post_id_fkey FOREIGN KEY (post_id) REFERENCES polls(post_id) ON DELETE CASCADE;

ALTER TABLE poll_votes
    ADD CONSTRAINT poll_votes_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES profiles(id);

ALTER TABLE polls
    ADD CONSTRAINT polls_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id);

ALTER TABLE post_counts
    ADD CONSTRAINT post_counts_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id);

ALTER TABLE post_edits
    ADD CONSTRAINT post_edits_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id);

ALTER TABLE post_links
    ADD CONSTRAINT post_links_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id);

ALTER TABLE post_links
    ADD CONSTRAINT post_links_preview_id_fkey FOREIGN KEY (preview_id) REFERENCES previews(id);

ALTER TABLE post_tags
    ADD CONSTRAINT post_tags_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id);

ALTER TABLE post_tags
    ADD CONSTRAINT post_tags_tag_id_fkey FOREIGN KEY (tag_id) REFERENCES tags(id);

ALTER TABLE post_trends
    ADD CONSTRAINT post_trends_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id);

ALTER TABLE posts
    ADD CONSTRAINT posts_author_id_fkey FOREIGN KEY (author_id) REFERENCES profiles(id);

ALTER TABLE posts
    ADD CONSTRAINT posts_boost_of_id_fkey FOREIGN KEY (boost_of_id) REFERENCES posts(id);

ALTER TABLE posts
    ADD CONSTRAINT posts_reply_to_author_id_fkey FOREIGN KEY (reply_to_author_id) REFERENCES profiles(id);

ALTER TABLE posts
    ADD CONSTRAINT posts_reply_to_id_fkey FOREIGN KEY (reply_to_id) REFERENCES posts(id);

ALTER TABLE preferences
    ADD CONSTRAINT preferences_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id);

ALTER TABLE previews
    ADD CONSTRAINT previews_creator_id_fkey FOREIGN KEY (creator_id) REFERENCES profiles(id);

ALTER TABLE private_notes
    ADD CONSTRAINT private_notes_about_id_fkey FOREIGN KEY (about_id) REFERENCES profiles(id);

ALTER TABLE private_notes
    ADD CONSTRAINT private_notes_writer_id_fkey FOREIGN KEY (writer_id) REFERENCES profiles(id);

ALTER TABLE profile_counts
    ADD CONSTRAINT profile_counts_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES profiles(id);

ALTER TABLE profile_keys
    ADD CONSTRAINT profile_keys_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES profiles(id);

ALTER TABLE profile_more_keys
    ADD CONSTRAINT profile_more_keys_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES profiles(id);

ALTER TABLE profiles
    ADD CONSTRAINT profiles_moved_to_id_fkey FOREIGN KEY (moved_to_id) REFERENCES profiles(id);

ALTER TABLE proofs
    ADD CONSTRAINT proofs_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id);

ALTER TABLE push_subscriptions
    ADD CONSTRAINT push_subscriptions_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES profiles(id);

ALTER TABLE push_subscriptions
    ADD CONSTRAINT push_subscriptions_session_hash_fkey FOREIGN KEY (session_hash) REFERENCES sessions(token_hash) ON DELETE CASCADE;

ALTER TABLE push_subscriptions
    ADD CONSTRAINT push_subscriptions_token_id_fkey FOREIGN KEY (token_id) REFERENCES oauth_tokens(id) ON DELETE CASCADE;

ALTER TABLE quote_policies
    ADD CONSTRAINT quote_policies_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id);

ALTER TABLE quote_stamps
    ADD CONSTRAINT quote_stamps_quoted_id_fkey FOREIGN KEY (quoted_id) REFERENCES posts(id);

ALTER TABLE quotes
    ADD CONSTRAINT quotes_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id);

ALTER TABLE quotes
    ADD CONSTRAINT quotes_quoted_id_fkey FOREIGN KEY (quoted_id) REFERENCES posts(id);

ALTER TABLE readers
    ADD CONSTRAINT readers_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id);

ALTER TABLE readers
    ADD CONSTRAINT readers_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES profiles(id);

ALTER TABLE recovery_codes
    ADD CONSTRAINT recovery_codes_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id);

ALTER TABLE reply_approvals
    ADD CONSTRAINT reply_approvals_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id);

ALTER TABLE reply_policies
    ADD CONSTRAINT reply_policies_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id);

ALTER TABLE reply_refusals
    ADD CONSTRAINT reply_refusals_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id);

ALTER TABLE reply_stamps
    ADD CONSTRAINT reply_stamps_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id);

ALTER TABLE search_people
    ADD CONSTRAINT search_people_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES profiles(id);

ALTER TABLE search_posts
    ADD CONSTRAINT search_posts_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts(id);

ALTER TABLE sessions
    ADD CONSTRAINT sessions_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id);

ALTER TABLE sessions
    ADD CONSTRAINT sessions_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES profiles(id);

ALTER TABLE severances
    ADD CONSTRAINT severances_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES profiles(id);

ALTER TABLE shunned_domains
    ADD CONSTRAINT shunned_domains_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES profiles(id);

ALTER TABLE tag_trends
    ADD CONSTRAINT tag_trends_tag_id_fkey FOREIGN KEY (tag_id) REFERENCES tags(id);

ALTER TABLE thread_mutes
    ADD CONSTRAINT thread_mutes_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES profiles(id);

ALTER TABLE ties
    ADD CONSTRAINT ties_from_id_fkey FOREIGN KEY (from_id) REFERENCES profiles(id);

ALTER TABLE ties
    ADD CONSTRAINT ties_to_id_fkey FOREIGN KEY (to_id) REFERENCES profiles(id);

ALTER TABLE touches
    ADD CONSTRAINT touches_click_id_fkey FOREIGN KEY (click_id) REFERENCES clicks(id);

ALTER TABLE touches
    ADD CONSTRAINT touches_conversion_id_fkey FOREIGN KEY (conversion_id) REFERENCES conversions(id);

ALTER TABLE transfer_lines
    ADD CONSTRAINT transfer_lines_transfer_id_fkey FOREIGN KEY (transfer_id) REFERENCES transfers(id) ON DELETE CASCADE;

ALTER TABLE transfers
    ADD CONSTRAINT transfers_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES profiles(id);

ALTER TABLE trend_verdicts
    ADD CONSTRAINT trend_verdicts_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id);

ALTER TABLE verdicts
    ADD CONSTRAINT verdicts_complaint_id_fkey FOREIGN KEY (complaint_id) REFERENCES complaints(id);

ALTER TABLE verdicts
    ADD CONSTRAINT verdicts_made_by_fkey FOREIGN KEY (made_by) REFERENCES accounts(id);

ALTER TABLE verdicts
    ADD CONSTRAINT verdicts_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES profiles(id);

ALTER TABLE years
    ADD CONSTRAINT years_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES profiles(id);
