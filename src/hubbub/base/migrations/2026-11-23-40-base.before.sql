-- Since when a lane has failed without a success in between; and when somebody stopped it by hand. What is stopped has
-- its next_at at infinity, as if it were idle, until somebody lets it go on.
ALTER TABLE lanes
    ADD failing_since timestamptz,
    ADD held_at timestamptz;
