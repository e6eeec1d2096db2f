"""Bots are known by what they say of themselves; people are not taken for bots."""

import pytest

from hubbub.studio.campaigns.bots import is_no_person

PEOPLE = [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0"
    " Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Mobile Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0"
    " Safari/537.36 Edg/141.0.0.0",
    "Mozilla/5.0 (Linux; Android 14; SM-S921B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0"
    " Chrome/130.0.0.0 Mobile Safari/537.36",
]
PROGRAMS = [
    "", "Googlebot/2.1 (+http://www.google.com/bot.html)", "facebookexternalhit/1.1", "Twitterbot/1.0",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)", "curl/8.9.1", "python-requests/2.32",
    "http.rb/5.2.0 (Mastodon/4.3.0; +https://mastodon.social/) Bot", "Slackbot-LinkExpanding 1.0", "WhatsApp/2.23",
    "Misskey/2025.1 (https://misskey.io)", "TelegramBot (like TwitterBot)", "Go-http-client/2.0",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/141.0 Safari/537.36",
]


@pytest.mark.parametrize("agent", PEOPLE)
def test_a_browser_is_a_person(agent: str):
    assert not is_no_person("GET", {"user-agent": agent})


@pytest.mark.parametrize("agent", PROGRAMS)
def test_a_program_is_no_person(agent: str):
    assert is_no_person("GET", {"user-agent": agent})


@pytest.mark.parametrize("header", [
    {"sec-purpose": "prefetch;prerender"}, {"purpose": "prefetch"}, {"x-moz": "prefetch"}, {"x-purpose": "preview"},
])
def test_a_browser_that_looks_ahead_has_not_clicked(header: dict[str, str]):
    assert is_no_person("GET", {"user-agent": PEOPLE[0]} | header)


def test_asking_for_the_head_is_no_click():
    assert is_no_person("HEAD", {"user-agent": PEOPLE[0]})
