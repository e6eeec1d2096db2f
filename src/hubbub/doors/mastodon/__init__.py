"""The client API that every Mastodon app speaks."""
