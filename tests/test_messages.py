"""Everything the engine can say, it can say in Vietnamese."""

from __future__ import annotations

import re

import messages_in_use
import pytest

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
