"""The networking half: two ways, between people."""
