"""Languages that posts are written in, by their codes: ISO 639-1, and a few that have no code of two letters."""

from functools import cache

from .words import words

_NAMES = (
    "aa Afar; ab Abkhaz; ae Avestan; af Afrikaans; ak Akan; am Amharic; an Aragonese; ar Arabic; as Assamese; "
    "av Avaric; ay Aymara; az Azerbaijani; ba Bashkir; be Belarusian; bg Bulgarian; bi Bislama; bm Bambara; "
    "bn Bengali; bo Tibetan; br Breton; bs Bosnian; ca Catalan; ce Chechen; ch Chamorro; co Corsican; cr Cree; "
    "cs Czech; cu Church Slavonic; cv Chuvash; cy Welsh; da Danish; de German; dv Dhivehi; dz Dzongkha; ee Ewe; "
    "el Greek; en English; eo Esperanto; es Spanish; et Estonian; eu Basque; fa Persian; ff Fula; fi Finnish; "
    "fj Fijian; fo Faroese; fr French; fy Western Frisian; ga Irish; gd Scottish Gaelic; gl Galician; gn Guarani; "
    "gu Gujarati; gv Manx; ha Hausa; he Hebrew; hi Hindi; ho Hiri Motu; hr Croatian; ht Haitian; hu Hungarian; "
    "hy Armenian; hz Herero; ia Interlingua; id Indonesian; ie Interlingue; ig Igbo; ii Nuosu; ik Inupiaq; io Ido; "
    "is Icelandic; it Italian; iu Inuktitut; ja Japanese; jv Javanese; ka Georgian; kg Kongo; ki Kikuyu; "
    "kj Kwanyama; kk Kazakh; kl Greenlandic; km Khmer; kn Kannada; ko Korean; kr Kanuri; ks Kashmiri; ku Kurdish; "
    "kv Komi; kw Cornish; ky Kyrgyz; la Latin; lb Luxembourgish; lg Ganda; li Limburgish; ln Lingala; lo Lao; "
    "lt Lithuanian; lu Luba-Katanga; lv Latvian; mg Malagasy; mh Marshallese; mi Māori; mk Macedonian; "
    "ml Malayalam; mn Mongolian; mr Marathi; ms Malay; mt Maltese; my Burmese; na Nauru; nb Norwegian Bokmål; "
    "nd Northern Ndebele; ne Nepali; ng Ndonga; nl Dutch; nn Norwegian Nynorsk; no Norwegian; nr Southern Ndebele; "
    "nv Navajo; ny Chichewa; oc Occitan; oj Ojibwe; om Oromo; or Odia; os Ossetian; pa Punjabi; pi Pali; pl Polish; "
    "ps Pashto; pt Portuguese; qu Quechua; rm Romansh; rn Kirundi; ro Romanian; ru Russian; rw Kinyarwanda; "
    "sa Sanskrit; sc Sardinian; sd Sindhi; se Northern Sami; sg Sango; si Sinhala; sk Slovak; sl Slovenian; "
    "sm Samoan; sn Shona; so Somali; sq Albanian; sr Serbian; ss Swati; st Southern Sotho; su Sundanese; "
    "sv Swedish; sw Swahili; ta Tamil; te Telugu; tg Tajik; th Thai; ti Tigrinya; tk Turkmen; tl Tagalog; "
    "tn Tswana; to Tonga; tr Turkish; ts Tsonga; tt Tatar; tw Twi; ty Tahitian; ug Uyghur; uk Ukrainian; ur Urdu; "
    "uz Uzbek; ve Venda; vi Vietnamese; vo Volapük; wa Walloon; wo Wolof; xh Xhosa; yi Yiddish; yo Yoruba; "
    "za Zhuang; zh Chinese; zu Zulu; ast Asturian; chr Cherokee; ckb Central Kurdish; cnr Montenegrin; "
    "gsw Swiss German; haw Hawaiian; jbo Lojban; kab Kabyle; lad Ladino; ldn Láadan; mai Maithili; nan Min Nan; "
    "nds Low German; pnb Western Punjabi; rom Romani; sco Scots; szl Silesian; tok Toki Pona; vai Vai; "
    "yue Cantonese; zgh Standard Moroccan Tamazight"
)
LANGUAGES = {code: name for code, _, name in (each.partition(" ") for each in _NAMES.split("; "))}


def asked(header: str) -> list[str]:
    """Which of them a browser asks for (RFC 9110, 12.5.4), in the order in which it names them."""
    named = [each.partition(";")[0].strip() for each in header.split(",")]
    return [code for each in named for code in (each, each.partition("-")[0].lower()) if code in LANGUAGES]


@cache
def by_name(language: str) -> list[tuple[str, str]]:
    """All of them, by what they are called in this one."""
    return sorted(LANGUAGES.items(), key=lambda each: words(language)(each[1]).casefold())
