"""Full numbers of legal documents: which one a person may have meant, the file of one, and what its symbol says.

``31/2021`` alone names no document: 31/2021/NĐ-CP and 31/2021/TT-BGDĐT are two (Decree 30/2020/NĐ-CP, Annex I, II.3).
"""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from sotay.kinds.legal import LegalDocument
from sotay.site.slugs import slugify

if TYPE_CHECKING:
    from collections.abc import Iterable

NEAR: Final = 3
_WITHOUT_SYMBOL: Final = re.compile(r"\d+(?:\.\d+)?(?:/\d{4})?/?")
_TYPES: Final = {
    "NĐ": "Nghị định",
    "NQ": "Nghị quyết",
    "QĐ": "Quyết định",
    "CT": "Chỉ thị",
    "TT": "Thông tư",
    "TTLT": "Thông tư liên tịch",
    "NQLT": "Nghị quyết liên tịch",
}
_ISSUERS: Final = {
    "CP": "Chính phủ",
    "TTg": "Thủ tướng Chính phủ",
    "CTN": "Chủ tịch nước",
    "VPCP": "Văn phòng Chính phủ",
    "BCA": "Bộ Công an",
    "BCT": "Bộ Công Thương",
    "BGDĐT": "Bộ Giáo dục và Đào tạo",
    "BGTVT": "Bộ Giao thông vận tải",
    "BKHCN": "Bộ Khoa học và Công nghệ",
    "BKHĐT": "Bộ Kế hoạch và Đầu tư",
    "BLĐTBXH": "Bộ Lao động - Thương binh và Xã hội",
    "BNNMT": "Bộ Nông nghiệp và Môi trường",
    "BNNPTNT": "Bộ Nông nghiệp và Phát triển nông thôn",
    "BNG": "Bộ Ngoại giao",
    "BNV": "Bộ Nội vụ",
    "BQP": "Bộ Quốc phòng",
    "BTC": "Bộ Tài chính",
    "BTNMT": "Bộ Tài nguyên và Môi trường",
    "BTP": "Bộ Tư pháp",
    "BTTTT": "Bộ Thông tin và Truyền thông",
    "BXD": "Bộ Xây dựng",
    "BYT": "Bộ Y tế",
    "NHNN": "Ngân hàng Nhà nước Việt Nam",
    "TTCP": "Thanh tra Chính phủ",
}


class Usual(NamedTuple):
    """What a symbol says of a document as a rule; None where it does not tell."""

    type: str | None
    issuer: str | None


def usual(number: str) -> Usual:
    """Return type and issuer that the symbol of a full number stands for: ``31/2021/NĐ-CP`` → Nghị định, Chính phủ.

    A number of the National Assembly (``61/2020/QH14``) is as a rule that of a law; codes and resolutions have the same.
    """
    symbol = number.rpartition("/")[2]
    if re.fullmatch(r"QH\d+", symbol):
        return Usual("Luật", "Quốc hội")
    if re.fullmatch(r"UBTVQH\d+", symbol):
        return Usual(None, "Ủy ban Thường vụ Quốc hội")
    kind, _dash, organ = symbol.partition("-")
    return Usual(_TYPES.get(kind), _ISSUERS.get(organ))


def respelled(number: str) -> str:
    """Return a full number as papers write it: Đ in a symbol that is known with it, no nought before a number of two digits."""
    serial, year, symbol = number.split("/")
    plain = {_folded(known): known for known in (*_TYPES, *_ISSUERS)}
    parts = (
        known if (known := plain.get(_folded(part))) and known.upper() == _barred(part, known) else part
        for part in symbol.split("-")
    )
    whole, dot, rest = serial.partition(".")
    if whole.startswith("0"):
        whole = f"{int(whole):02d}"
    return f"{whole}{dot}{rest}/{year}/{'-'.join(parts)}"


def _barred(part: str, known: str) -> str:
    """Return a part of a symbol in capitals, with Đ for D where the known symbol has it."""
    pairs = zip(part.upper(), known.upper(), strict=False)
    return "".join("Đ" if (typed, right) == ("D", "Đ") else typed for typed, right in pairs)


def file_of(number: str) -> str:
    """Return the file of a legal document: ``31/2021/NĐ-CP`` → ``records/legal/2021-31-nd-cp.md``."""
    serial, year, symbol = number.split("/")
    return f"{LegalDocument.folder}/{year}-{slugify(serial, '-')}-{slugify(symbol, '-')}.md"


def same(one: str, other: str) -> bool:
    """Say whether two numbers are one to a reader: whatever the case, the marks of the letters, a leading nought."""
    return _folded(one) == _folded(other)


def is_without_symbol(typed: str) -> bool:
    """Say whether only number and year were typed, or the number alone."""
    return _WITHOUT_SYMBOL.fullmatch(typed) is not None


def meant(typed: str, known: Iterable[str]) -> list[str]:
    """Return the known numbers that a person may have meant, the likeliest first.

    Those of the same number and year, whatever the symbol; where there are none, those that are written nearly so.
    """
    folded: dict[str, list[str]] = {}
    for number in known:
        folded.setdefault(_folded(number), []).append(number)
    wanted = _folded(typed)
    begun = re.match(r"(?:\d+/)+", f"{wanted}/")
    same_paper = [key for key in sorted(folded) if begun and f"{key}/".startswith(begun[0])]
    near = same_paper or difflib.get_close_matches(wanted, folded, n=NEAR, cutoff=0.9)
    return [number for key in near for number in folded[key]]


def _folded(number: str) -> str:
    return slugify(number, "/").lstrip("0")
