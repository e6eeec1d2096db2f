"""How far a post got, under the author's own posts."""

from hubbub.doors.web.templates import panel

panel("post.foot", "deliveries/reached.html")
