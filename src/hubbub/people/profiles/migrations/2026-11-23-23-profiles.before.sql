-- Where somebody is to be found from now on; the room of moves decides it.
ALTER TABLE profiles ADD moved_to_id bigint REFERENCES profiles;
