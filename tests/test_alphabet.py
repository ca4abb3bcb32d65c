"""Codes stand in lists in the order of the Vietnamese alphabet."""

from __future__ import annotations

from sotay.alphabet import order


def test_d_with_a_stroke_stands_behind_d_and_before_e() -> None:
    codes = ["QT.XD.01", "QT.ĐT.02", "QT.ĐT.01", "QT.LĐ.01", "QT.DN.10", "QT.DV.01", "QT.E.01"]
    assert sorted(codes, key=order) == [
        "QT.DN.10",
        "QT.DV.01",
        "QT.ĐT.01",
        "QT.ĐT.02",
        "QT.E.01",
        "QT.LĐ.01",
        "QT.XD.01",
    ]
