"""The Vietnamese alphabet, in which codes stand in lists: Đ behind D, not behind Z."""

from __future__ import annotations


def order(code: str) -> str:
    """Return what a code is sorted by: ``QT.ĐT.01`` behind ``QT.DN.01`` and before ``QT.LĐ.01``."""
    return code.replace("Đ", "D\uffff").replace("đ", "d\uffff")
