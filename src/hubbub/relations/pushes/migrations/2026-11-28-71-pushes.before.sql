-- A browser has no token: it is called for as long as its session lasts, and the message names no key to the account.
ALTER TABLE push_subscriptions
    ALTER token_id DROP NOT NULL,
    ALTER token_locked DROP NOT NULL,
    ADD session_hash bytea UNIQUE REFERENCES sessions ON DELETE CASCADE,
    ADD CONSTRAINT push_subscriptions_of_one CHECK (num_nonnulls(token_id, session_hash) = 1);
