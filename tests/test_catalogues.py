"""Catalogues follow the source and keep what was translated."""

from hubbub import catalogues
from hubbub.base import po
from hubbub.base.po import Entry

HEADER = 'msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=3; plural=0;\\n"\n\n'


def test_what_is_new_is_added_and_what_is_gone_is_dropped(tmp_path):
    path = tmp_path / "xx.po"
    path.write_text(HEADER + 'msgid "Kept"\nmsgstr "Behalten"\n\nmsgid "Gone"\nmsgstr "Weg"\n')
    header, *entries = catalogues.updated(path, [
        Entry("Kept", where=["a.html"]), Entry("{num} new", "{num} news"), Entry("Kept", context="verb")])
    assert entries == [
        Entry("Kept", said=["Behalten"], where=["a.html"]), Entry("{num} new", "{num} news", said=["", "", ""]),
        Entry("Kept", context="verb", said=[""]),
    ]
    po.write(path, [header, *entries])
    assert catalogues.updated(path, entries) == [header, *entries]


def test_a_sentence_that_is_said_in_several_places_is_one():
    saved = [entry for entry in catalogues.gathered() if entry.one == "Saved."]
    assert len(saved) == 1
    assert len(saved[0].where) > 3


def test_the_command_says_how_far_each_language_is():
    assert list(catalogues.run(write=False)) == [f"de: {len(catalogues.gathered())} sentences, 0 to translate"]
