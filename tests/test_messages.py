"""Everything the engine can say, it can say in Vietnamese."""

from __future__ import annotations

import io
import re
from pathlib import Path

import messages_in_use
import pytest
from babel.messages.pofile import read_po

from sotay import messages
from sotay.messages import _


def test_every_text_has_a_translation_and_no_translation_is_unused() -> None:
    texts, catalogue = messages_in_use.texts(), messages.catalogue("vi")
    assert {text: place for text, place in texts.items() if text not in catalogue} == {}
    assert [text for text in catalogue if text not in texts] == []


def test_a_translation_has_the_places_of_its_text() -> None:
    for text, translated in messages.catalogue("vi").items():
        assert set(re.findall(r"{(\w+)}", text)) == set(re.findall(r"{(\w+)}", translated)), text


def test_the_language_is_vietnamese_unless_asked() -> None:
    assert _("error") == "lỗi"
    with messages.speaking("en"):
        assert _("error") == "error"
    with pytest.raises(ValueError, match="fr"), messages.speaking("fr"):
        pass


def test_the_catalogue_says_what_babel_reads_in_it() -> None:
    with (messages.CATALOGUES / "vi.po").open(encoding="utf-8") as file:
        read = {str(entry.id): str(entry.string) for entry in read_po(file) if entry.id and entry.string}
    assert messages.catalogue("vi") == read


def test_a_text_may_stand_on_several_lines_and_escape(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = '#, python-format\nmsgid ""\n"a \\"b\\" "\n"c\\n"\nmsgstr ""\n"một\\\\ "\n"hai"\n\nmsgid "d"\nmsgstr ""\n\n#~ msgid "e"\n#~ msgstr "năm"\n\nmsgid "f"\nmsgstr "sáu"'
    (tmp_path / "xx.po").write_text(text, encoding="utf-8")
    monkeypatch.setattr(messages, "CATALOGUES", tmp_path)
    read = {
        str(entry.id): str(entry.string) for entry in read_po(io.StringIO(text)) if entry.id and entry.string
    }
    assert messages.catalogue("xx") == read == {'a "b" c\n': "một\\ hai", "f": "sáu"}
