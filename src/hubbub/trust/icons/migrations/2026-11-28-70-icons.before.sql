-- The picture that the owner chose for this server; without a row it has our own.
CREATE TABLE server_icons (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    picture text NOT NULL,             -- the key of its file, a square of 512 pixels a side
    chosen_at timestamptz NOT NULL
);
