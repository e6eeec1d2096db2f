-- A talk among few as one of them has it: a thread with the same people. Everybody has a row of their own.
CREATE TABLE conversations (
    id bigint PRIMARY KEY,
    owner_id bigint NOT NULL REFERENCES profiles,
    thread_id bigint NOT NULL,
    others bigint[] NOT NULL,          -- who else is in it, by their ids in order; nobody: a note to oneself
    last_post_id bigint NOT NULL REFERENCES posts,
    read_at timestamptz,               -- NULL: something was said that was not read yet
    UNIQUE (owner_id, thread_id, others)
);
CREATE INDEX conversations_newest ON conversations (owner_id, last_post_id DESC);

CREATE TABLE conversation_posts (
    conversation_id bigint NOT NULL REFERENCES conversations ON DELETE CASCADE,
    post_id bigint NOT NULL REFERENCES posts,
    owner_id bigint NOT NULL,
    PRIMARY KEY (conversation_id, post_id)
);
CREATE INDEX conversation_posts_post ON conversation_posts (post_id);
CREATE INDEX conversation_posts_owner ON conversation_posts (owner_id, post_id DESC);
