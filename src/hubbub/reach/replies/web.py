"""Who may answer, on pages: said in the composer, and told under the post."""

from hubbub.doors.web.routes import View
from hubbub.doors.web.templates import panel
from hubbub.reach.posts.web import takes

panel("composer", "replies/composer.html")
panel("post.foot", "replies/foot.html")


async def read(view: View) -> str | None:
    return view.text("reply_policy") or None


takes("reply_policy", read)
