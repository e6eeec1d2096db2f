-- What the like is called on the wire, if it came from elsewhere: some servers undo it by that alone.
ALTER TABLE favourites ADD uri text;
ALTER TABLE early_favourites ADD uri text;
