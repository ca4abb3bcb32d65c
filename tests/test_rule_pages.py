"""Each rule has its page with law, example and remedy; the paragraph of a procedure and the rule lead to each other."""

from __future__ import annotations

import posixpath
import re
from datetime import date
from pathlib import Path

import pytest

from sotay import pipeline, rules
from sotay.library import Library
from sotay.load import load
from sotay.messages import speaking
from sotay.review import remarks
from sotay.site import addresses, controlled_pages, rule_links, rule_pages
from sotay.site.writer import Writer

ROOT = Path(__file__).parent.parent
LAW = re.compile(r"\d+/\d{4}/[A-ZĐ]|ISO 9001|contract of", re.IGNORECASE)
LINK = re.compile(r"\[[^\]]*\]\(([^)]+)\)")


@pytest.fixture(scope="module")
def library() -> Library:
    return load(ROOT, as_of=None, today=date(2026, 1, 1))


@pytest.fixture(scope="module")
def pages(library: Library) -> dict[str, str]:
    writer, check = Writer(library), pipeline.judge(library)
    return {**dict(rule_pages.pages(writer, check)), **dict(controlled_pages.pages(writer, ()))}


def led_to(pages: dict[str, str], page: str) -> set[str]:
    """Return the pages, with their anchors, that a page leads to."""
    folder = posixpath.dirname(page)
    return {posixpath.normpath(posixpath.join(folder, target)) for target in LINK.findall(pages[page])}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_each_rule_has_a_page_with_reason_remedy_and_example(library: Library, language: str) -> None:
    with speaking(language):
        found = dict(rule_pages.pages(Writer(library), pipeline.judge(library)))
        for rule in (*rules.catalogue(), *remarks.catalogue()):
            page = found[addresses.of_rule(rule.code)]
            plain = re.sub(r"\\(.)", r"\1", page)
            for words in (rule.title, rule.reason, rule.remedy, rule.example.partition(": ")[2][1:]):
                assert words, rule.code
                assert re.sub(r"[<>&]", "", words) in re.sub(r"&(lt|gt|amp);|[<>&]", "", plain), (
                    rule.code,
                    words,
                )


def test_each_rule_names_its_law() -> None:
    with speaking("en"):
        assert [rule.code for rule in rules.catalogue() if not LAW.search(rule.reason)] == []


def test_a_paragraph_leads_to_its_rules_and_they_lead_back(library: Library, pages: dict[str, str]) -> None:
    mentions = rule_links.mentions(library)
    told = [(code, mention) for code, several in mentions.items() for mention in several]
    assert len(told) > 30
    for code, mention in told:
        assert f"{mention.page}#{mention.anchor}" in led_to(pages, addresses.of_rule(code))
        assert addresses.of_rule(code) in led_to(pages, mention.page)


def test_every_rule_of_law_and_year_is_asked_for_by_a_paragraph(library: Library) -> None:
    asked = rule_links.mentions(library).keys()
    duties = {
        "LAW101",
        "LAW102",
        "LAW103",
        "LAW104",
        "QMS201",
        "QMS202",
        "QMS203",
        "QMS301",
        "QMS302",
        "QMS401",
        "QMS501",
    }
    assert duties <= asked
