"""The terms of the one-stop shop by date: which decree, and what of it is unverified."""

from __future__ import annotations

import json
from datetime import date, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sotay.messages import speaking
from sotay.one_stop import DATA, all_terms, terms_on


def test_each_decree_holds_from_its_first_day_to_its_last() -> None:
    numbers = {
        day: terms.number if (terms := terms_on(date.fromisoformat(day))) else None
        for day in ("2018-06-20", "2018-06-21", "2025-06-30", "2025-07-01", "2099-01-01")
    }
    assert numbers == {
        "2018-06-20": None,
        "2018-06-21": "61/2018/NĐ-CP",
        "2025-06-30": "61/2018/NĐ-CP",
        "2025-07-01": "118/2025/NĐ-CP",
        "2099-01-01": "118/2025/NĐ-CP",
    }


@given(st.dates(date(2018, 6, 21), date(2099, 12, 31)))
def test_on_each_day_one_decree_holds(day: date) -> None:
    assert [terms for terms in all_terms() if terms.holds(day)] == [terms_on(day)]


def test_the_terms_are_those_of_decree_61_until_another_text_was_read() -> None:
    old, new = all_terms()
    assert (old.cut_off, old.apology_days, old.reappointments) == (time(15), 1, 1)
    assert (new.cut_off, new.apology_days, new.reappointments) == (time(15), 1, 1)
    assert old.until is not None
    assert new.since - old.until == timedelta(days=1)
    assert (old.verified, new.verified) == (True, False)


def test_what_is_unverified_says_so_and_cites_no_article() -> None:
    old, new = all_terms()
    with speaking("vi"):
        assert old.law("hand_over", "apology") == (
            "Nghị định 61/2018/NĐ-CP, Điều 18 khoản 2, khoản 3, Điều 19 khoản 9"
        )
        assert new.law("hand_over", "apology") == "Nghị định 118/2025/NĐ-CP"
        assert not old.caveat
        assert new.caveat.startswith("Chưa đối chiếu")
    source = json.loads(DATA.read_text(encoding="utf-8"))["source"]
    assert "chưa" in source
