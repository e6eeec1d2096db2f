"""Previews on pages."""

from hubbub.doors.web.templates import panel

panel("post.body", "previews/card.html")
