"""A small library in a bare repository, with people who may propose, review and approve; all of it sample."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import library_cases

AN, BINH, CHI, DUNG = "an", "binh", "chi", "dung"
PASSWORD = "mat-khau-mau"
PEOPLE = """\
  - {id: an, name: An (dữ liệu mẫu), position: Chuyên viên, division: VP, email: an@mau.example, roles: [đề xuất, phê duyệt], sample: true}
  - {id: binh, name: Bình (dữ liệu mẫu), position: Phó trưởng ban, email: binh@mau.example, roles: [đề xuất, xem xét, phê duyệt], sample: true}
  - {id: chi, name: Chi (dữ liệu mẫu), position: Chuyên viên, division: VP, email: chi@mau.example, roles: [đề xuất], sample: true}
  - {id: dung, name: Dung (dữ liệu mẫu), position: Văn thư, division: VP, email: dung@mau.example, sample: true}
"""
PAPER = "procedures/qt-dn-01.md"
DRAFT = "procedures/qt-dn-02.md"


def make(folder: Path, policy: str = "") -> Path:
    """Make the library in ``folder``/kho.git and return the repository."""
    work = folder / "ban"
    shutil.copytree(library_cases.BASE, work)
    agency = work / "agency.yml"
    told = agency.read_text(encoding="utf-8").replace("people:\n", f"people:\n{PEOPLE}", 1)
    agency.write_text(f"{told}{policy}", encoding="utf-8")
    (work / "docs").mkdir()
    (work / "docs" / "index.md").write_text("# Sổ tay mẫu\n", encoding="utf-8")
    text = (work / PAPER).read_text(encoding="utf-8")
    (work / DRAFT).write_text(text.replace("QT.DN.01", "QT.DN.02"), encoding="utf-8")
    for words in (("init", "-q", "-b", "main"), ("add", "-A"), ("commit", "-qm", "Lưu")):
        library_cases.git(work, library_cases.FIRST_DAY, *words)
    bare = folder / "kho.git"
    subprocess.run(["git", "clone", "-q", "--bare", str(work), str(bare)], check=True)
    return bare
