ALTER TABLE preferences ADD quote_policy text NOT NULL DEFAULT 'public'
    CHECK (quote_policy IN ('public', 'followers', 'nobody'));
