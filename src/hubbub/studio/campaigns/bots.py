"""Which requests for a short link are no person: apart, because the list is long and is all that it knows."""

import re
from collections.abc import Mapping

# Crawlers, link previews, monitors, mail scanners, and libraries that fetch for programs. Servers of the fediverse
# fetch every link once for a preview: they name themselves with an address in brackets, as good crawlers do.
_AGENTS = re.compile(
    r"bot\b|bot[/;_-]|crawl|spider|slurp|preview|scan|monitor|uptime|pingdom|lighthouse|headless|phantomjs|puppeteer"
    r"|\+https?:|https?://|facebookexternalhit|facebookcatalog|meta-external|whatsapp|telegram|skype|slack|discord"
    r"|embedly|iframely|pinterest/|quora|vkshare|flipboard|tumblr|bitly|mediapartners|google-|apis-google|feedfetcher"
    r"|yandex|baidu|duckduck|petal|semrush|ahrefs|mj12|archiver|ia_archiver|wayback|validator|w3c_|linkcheck|nutch"
    r"|mastodon|pleroma|akkoma|misskey|sharkey|iceshrimp|friendica|hubzilla|peertube|pixelfed|lemmy|gotosocial|hubbub"
    r"|curl|wget|httpie|postman|insomnia|python|aiohttp|httpx|urllib|requests|scrapy|java/|okhttp|apache-http|jakarta"
    r"|go-http|node-fetch|axios|undici|got \(|libwww|lwp|perl|ruby|http\.rb|faraday|guzzle|php|winhttp|powershell"
    r"|proofpoint|barracuda|mimecast|safelinks|urldefense|virustotal|trendmicro|sophos|forcepoint|zscaler|netcraft",
    re.I,
)
# What a browser or an app says when nobody has clicked yet.
_EARLY = ("sec-purpose", "purpose", "x-purpose", "x-moz")


def is_no_person(method: str, headers: Mapping[str, str]) -> bool:
    """Whether a request was made by a program, or by a browser that only looks ahead."""
    agent = headers.get("user-agent", "")
    if method != "GET" or not agent or _AGENTS.search(agent):
        return True
    return any(re.search("prefetch|prerender|preview", headers.get(name, ""), re.I) for name in _EARLY)
