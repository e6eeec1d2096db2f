"""The fediverse door: how other servers reach us, and we them, by ActivityPub; it knows no room."""
