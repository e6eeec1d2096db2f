-- Who may not sign up, or only after somebody has looked: by the server of their mail, by the address itself, by
-- whence they come.
CREATE TABLE email_domain_blocks (
    id bigint PRIMARY KEY,
    domain text NOT NULL UNIQUE,
    allows_with_approval boolean NOT NULL DEFAULT false,
    made_at timestamptz NOT NULL
);
CREATE TABLE canonical_email_blocks (
    id bigint PRIMARY KEY,
    hash text NOT NULL UNIQUE,          -- of the address in its one spelling; the address itself is not kept
    made_at timestamptz NOT NULL
);
CREATE TABLE ip_blocks (
    id bigint PRIMARY KEY,
    network cidr NOT NULL UNIQUE,
    severity text NOT NULL CHECK (severity IN ('sign_up_requires_approval', 'sign_up_block', 'no_access')),
    comment text NOT NULL DEFAULT '',
    ends_at timestamptz,
    made_at timestamptz NOT NULL
);
