"""Catalogues as files."""

import pytest

from hubbub.base import po
from hubbub.base.po import Entry

HEADER = Entry("", said=["Language: de\nPlural-Forms: nplurals=2; plural=n != 1;\n"])
ENTRIES = [
    HEADER, Entry("Say \"it\"\\ now\n", said=["Sag „es“"], where=["a.html", "b.py"]),
    Entry("%(num)s post", "%(num)s posts", said=["ein Beitrag", "Beiträge"]),
    Entry("Report", context="studio", said=["Bericht"]), Entry("New", said=[""]),
]


def test_what_is_written_is_read_again(tmp_path):
    po.write(tmp_path / "de.po", ENTRIES)
    assert po.read(tmp_path / "de.po") == ENTRIES


def test_lines_that_other_tools_have_broken_are_one_again(tmp_path):
    (tmp_path / "de.po").write_text('# A note\n#, fuzzy\nmsgid ""\n"Save "\n"it"\nmsgstr ""\n"Sichere "\n"es"\n')
    assert po.read(tmp_path / "de.po") == [Entry("Save it", said=["Sichere es"])]


def test_the_header_says_what_the_file_is():
    assert po.header(HEADER) == {"language": "de", "plural-forms": "nplurals=2; plural=n != 1;"}


def test_a_line_that_cannot_be_read_is_named(tmp_path):
    (tmp_path / "de.po").write_text('msgid "a"\nmsgstr "b"\nhello\n')
    with pytest.raises(ValueError, match=r"de\.po:3"):
        po.read(tmp_path / "de.po")
