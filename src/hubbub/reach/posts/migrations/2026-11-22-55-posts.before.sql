ALTER TABLE post_counts ADD quote_count integer NOT NULL DEFAULT 0;
