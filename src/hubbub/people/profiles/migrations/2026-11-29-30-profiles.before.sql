-- Inboxes elsewhere that are not where they were, and where whoever had one is written to now. What waits, or was sent
-- there once and has to be taken back, goes to the new place if the old one does not take it.
CREATE TABLE moved_inboxes (
    inbox text PRIMARY KEY,
    place text NOT NULL
);
