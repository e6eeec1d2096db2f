"""What a server says that has not been told what to say."""

from hubbub.base.words import said

SUMMARY = said("A Hubbub: the social home that its people own.")
PRIVACY = said("""\
This server keeps what you give it: your e-mail address, your profile, your posts and pictures, whom you follow, and \
what you did with the posts of others. Your password is kept as a hash alone.

What is public goes to anybody who asks, and to the servers of those who follow you. A post for followers goes to \
their servers, and whoever runs those can read it.

The address from which an account was opened is forgotten after a month. Browsers get one cookie, which keeps you \
signed in. Nothing is loaded from third parties, nobody is tracked, and nothing is sold.

You can change and delete what you have written. What is yours you take along as files, and you close your account \
yourself, under Settings.""")
