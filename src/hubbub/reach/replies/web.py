"""Who may answer, on pages: said in the composer, and told under the post."""

from hubbub.doors.web.routes import View
from hubbub.doors.web.templates import panel
from hubbub.reach.posts.web import takes

panel("composer.audience", "replies/composer.html")
panel("post.foot", "replies/foot.html")


async def read(view: View) -> str | None:
    """What is chosen; that everybody may goes without saying."""
    policy = view.text("reply_policy", "public")
    return None if policy == "public" else policy


takes("reply_policy", read)
