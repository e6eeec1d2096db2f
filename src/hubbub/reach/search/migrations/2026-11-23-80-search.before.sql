-- The newest rows with these words, newest first. Planned anew each time: whether to walk down from the newest or to ask
-- the index of words depends on how common they are, which only the words themselves tell. A hundred at least: for fewer
-- it would walk through everything for words of which it knows only that they are not among the most common.
CREATE FUNCTION search_walk(wanted tsquery, above bigint, below bigint, most integer)
RETURNS TABLE (post_id bigint, open boolean)
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_custom_plan AS $$
BEGIN
    RETURN QUERY
        SELECT s.post_id, s.open FROM search_posts s
        WHERE s.words @@ wanted AND s.post_id > above AND s.post_id < below
        ORDER BY s.post_id DESC LIMIT greatest(most, 100);
END
$$;
