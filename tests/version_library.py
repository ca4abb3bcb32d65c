"""A small library with a past, under real git: superseded, coming, draft and withdrawn texts, all of them samples.

QT.DN.01 has three approved versions, the first imported, and a draft at hand. QT.DN.02 was withdrawn and its file is gone.
Nobody has the first text of QT.DN.03. The second version of QT.DN.04 is approved and not yet in force. QT.DN.05 was never
approved.
"""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import yaml
from library_cases import git

from sotay import pipeline
from sotay.fingerprint import fingerprint
from sotay.library import Library
from sotay.load import load

ROOT = Path(__file__).parent.parent
TODAY = date(2021, 10, 1)
AGENCY = (Path(__file__).parent / "cases" / "base" / "agency.yml").read_text(encoding="utf-8")
TITLES = {
    "QT.DN.01": "Cấp giấy phép mẫu",
    "QT.DN.02": "Thu hồi giấy phép mẫu",
    "QT.DN.03": "Gia hạn giấy phép mẫu",
    "QT.DN.04": "Điều chỉnh giấy phép mẫu",
    "QT.DN.05": "Cấp lại giấy phép mẫu",
}
DAYS = {"01": "2020-08-20", "02": "2021-03-01", "03": "2021-07-01", "04": "2021-12-01"}
STEPS = {
    "01": [("Tiếp nhận hồ sơ", 8), ("Thẩm định", 24)],
    "02": [("Tiếp nhận hồ sơ", 4), ("Thẩm định", 24)],
    "03": [("Tiếp nhận hồ sơ", 4), ("Thẩm định", 16), ("Trả kết quả", 4)],
    "04": [("Tiếp nhận hồ sơ", 4), ("Thẩm định", 8), ("Trả kết quả", 4)],
}
BODIES = {
    "01": "## 1. Mục đích\n\nVăn bản này quy định cách cấp giấy phép mẫu tại quầy, theo [[07/2016/NĐ-CP]].\n\n"
    "Xem [kế hoạch cũ](../records/plans/2020-01-kh-cqm.md), [mục đích](#1-muc-dich) và <b>chữ</b>.",
    "02": "## 1. Mục đích\n\nVăn bản này quy định cách cấp giấy phép mẫu qua mạng, theo [[07/2016/NĐ-CP]].",
    "03": "## 1. Mục đích\n\nVăn bản này quy định cách cấp giấy phép mẫu qua mạng và tại nhà, theo [[07/2016/NĐ-CP]].",
    "04": "## 1. Mục đích mới\n\nVăn bản dự thảo chưa ai phê duyệt.",
}


def make(root: Path) -> Path:
    """Make the library below ``root``, commit by commit, and return its folder."""
    furnish(root)
    _agency(root)
    git(root, "2021-01-04", "init", "-q", "-b", "main")
    pins = [_document(root, code, "01") for code in ("QT.DN.01", "QT.DN.02", "QT.DN.03")]
    _decision(root, "2020-37-qd-cqm", "2020-08-20", issues=pins)
    _baseline(root, "2020-37-qd-cqm")
    # The text of QT.DN.03 that was approved never came into git.
    _document(root, "QT.DN.03", "01", body="Bản ghi lại sau này.")
    _commit(root, "2021-01-04")
    pins = [_document(root, code, "02") for code in ("QT.DN.01", "QT.DN.03")]
    pins.append(_document(root, "QT.DN.04", "01", day="2021-03-01"))
    _decision(root, "2021-12-qd-cqm", "2021-02-22", issues=pins)
    _commit(root, "2021-02-22")
    third = _document(root, "QT.DN.01", "03")
    _approval(root, third, "2021-06-24")
    _decision(root, "2021-40-qd-cqm", "2021-06-25", issues=[third])
    _commit(root, "2021-06-25")
    _decision(root, "2021-55-qd-cqm", "2021-08-01", withdraws=("QT.DN.02",))
    _path(root, "QT.DN.02").unlink()
    _commit(root, "2021-08-01")
    pins = [_document(root, "QT.DN.04", "02", day="2021-12-01")]
    _decision(root, "2021-70-qd-cqm", "2021-09-20", issues=pins)
    _commit(root, "2021-09-20")
    moved = root / "procedures" / "moi"
    moved.mkdir()
    _path(root, "QT.DN.01").rename(moved / "qt-dn-01.md")
    _document(root, "QT.DN.01", "04", title="Cấp giấy phép mẫu (dự thảo)", path=moved / "qt-dn-01.md")
    _document(root, "QT.DN.05", "01", body="Chưa ai phê duyệt.")
    _commit(root, "2021-09-25")
    return root


def read(root: Path, day: date = TODAY) -> Library:
    """Read the library with its history."""
    return pipeline.read(root, day, day)


def unaddressed(settings: str) -> str:
    """Return the settings of the reference library's site without its address, which no other has."""
    return re.sub(r"^site_url:.*\n", "", settings, flags=re.MULTILINE)


def furnish(root: Path) -> None:
    """Lay what a site wants: a home page, settings without the guides of the reference library, and the hook."""
    (root / "docs").mkdir(parents=True)
    (root / "docs" / "index.md").write_text("# Sổ tay mẫu\n\n<!-- sotay: state -->\n", encoding="utf-8")
    if not (root / "mkdocs.yml").is_file():
        settings = unaddressed((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
        head, _nav, rest = settings.partition("\nnav:\n")
        settings = f"{head}\nnot_in_nav:{rest.partition('not_in_nav:')[2]}"
        (root / "mkdocs.yml").write_text(settings, encoding="utf-8")
    (root / "scripts").mkdir()
    shutil.copy(ROOT / "scripts" / "site_hooks.py", root / "scripts")


def _agency(root: Path) -> None:
    (root / "agency.yml").write_text(AGENCY, encoding="utf-8")
    shutil.copytree(ROOT / "tests" / "cases" / "base" / "records", root / "records")


def _path(root: Path, code: str) -> Path:
    return root / "procedures" / f"{code.lower().replace('.', '-')}.md"


def _document(  # noqa: PLR0913
    root: Path,
    code: str,
    version: str,
    *,
    day: str = "",
    body: str = "",
    title: str = "",
    path: Path | None = None,
) -> dict[str, str]:
    """Write a version of a document and return its pin."""
    place = path or _path(root, code)
    place.parent.mkdir(exist_ok=True)
    days = {number: DAYS[number] for number in DAYS if number < version} | {version: day or DAYS[version]}
    if code == "QT.DN.04":
        days = {"01": "2021-03-01", "02": "2021-12-01"}
    fields = {
        "code": code,
        "title": title or TITLES[code],
        "kind": "procedure",
        "division": "VP",
        "version": version,
        "effective": date.fromisoformat(days[version]),
        "prepared_by": "thu-ky",
        "reviewed_by": "truong-phong",
        "approved_by": "lanh-dao",
        "legal_basis": ["07/2016/NĐ-CP"],
        "steps": [{"what": what, "who": "Thư ký", "hours": hours} for what, hours in STEPS[version]],
        "changes": [
            {"version": number, "date": date.fromisoformat(on), "summary": f"Nội dung lần {number}"}
            for number, on in days.items()
            if number <= version
        ],
        "sample": True,
    }
    _write(place, fields, body or BODIES[version])
    read = load(root, as_of=TODAY, today=TODAY).procedures[code]
    return {"code": code, "version": version, "sha256": fingerprint(read)}


def _decision(
    root: Path,
    name: str,
    day: str,
    *,
    issues: list[dict[str, str]] | None = None,
    withdraws: tuple[str, ...] = (),
) -> None:
    year, number, *_rest = name.split("-")
    fields = {
        "number": f"{number}/QĐ-CQM",
        "date": date.fromisoformat(day),
        "subject": f"ban hành tài liệu mẫu số {number} năm {year}",
        "issues": issues or [],
        "withdraws": list(withdraws),
        "sample": True,
    }
    _write(root / "records" / "decisions" / f"{name}.md", fields, "Quyết định mẫu.")


def _approval(root: Path, pin: dict[str, str], day: str) -> None:
    given = {"role": "phê duyệt", "date": date.fromisoformat(day), "by": "lanh-dao", "sample": True}
    name = f"{pin['code'].lower().replace('.', '-')}-{pin['version']}-phe-duyet.md"
    _write(root / "records" / "approvals" / name, pin | given, "")


def _baseline(root: Path, name: str) -> None:
    found = load(root, as_of=TODAY, today=TODAY).by_id[f"decisions/{name}"]
    listed = [{"decision": found.id, "sha256": fingerprint(found)}]
    fields = {"date": date(2021, 1, 4), "by": "thu-ky", "decisions": listed, "sample": True}
    _write(root / "records" / "baselines" / "2021-01-04.md", fields, "")


def _write(path: Path, fields: dict[str, object], body: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    front = yaml.safe_dump(fields, allow_unicode=True, sort_keys=False)
    path.write_text(f"---\n{front}---\n\n{body}\n", encoding="utf-8")


def _commit(root: Path, day: str) -> None:
    git(root, day, "add", "-A")
    git(root, day, "commit", "-q", "-m", "Lưu")
