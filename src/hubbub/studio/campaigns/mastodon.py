"""Client apps may publish into a campaign too: `campaign_id` beside `status`."""

from hubbub.reach.posts.mastodon import takes

takes("campaign", lambda given: given.id("campaign_id"))
