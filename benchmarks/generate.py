"""Generate a library of any size: the same bytes for the same number, every document different, no finding at error level.

python benchmarks/generate.py FOLDER 10000
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parent.parent / "scripts"

AGENCY = """names:
  - name: Cơ quan mẫu
    parent: Ủy ban nhân dân tỉnh mẫu
    place: Nơi mẫu
    abbreviation: CQM
    letterhead: [Cơ quan mẫu]
    letterhead_parent: [UBND tỉnh mẫu]
divisions:
  - {code: VP, name: Văn phòng}
people:
  - {id: thu-ky, name: Thư ký (dữ liệu mẫu), position: Thư ký ISO}
  - {id: truong-phong, name: Trưởng phòng (dữ liệu mẫu), position: Trưởng phòng}
  - {id: lanh-dao, name: Lãnh đạo (dữ liệu mẫu), position: Trưởng Ban}
as_of: 2021-10-29
sample: true
"""
LAW = """---
number: {number}/2016/NĐ-CP
type: Nghị định
title: Văn bản mẫu số {number}
issuer: Chính phủ
effects:
  - from: 2016-03-10
    verified: true
---
"""
PROCEDURE = """---
code: {code}
title: Cấp giấy phép mẫu số {number} cho tổ chức, cá nhân
kind: procedure
division: VP
version: "01"
effective: 2020-08-20
prepared_by: thu-ky
reviewed_by: truong-phong
approved_by: lanh-dao
clauses: ["8.1", "8.5.1"]
legal_basis:
  - {{number: {law}/2016/NĐ-CP, articles: Điều {article}}}
service:
  name: Thủ tục mẫu số {number}
  processing_time: 5
  unit: ngày làm việc
  fee: Không
  channels: [Trực tiếp, Bưu chính, Trực tuyến]
  components:
    - {{name: "Đơn đề nghị số {number}", originals: 1}}
    - {{name: "Giấy tờ chứng minh tư cách", copies: 1}}
    - {{name: "Báo cáo tài chính năm gần nhất", copies: 1}}
steps:
  - what: Tiếp nhận, kiểm tra thành phần hồ sơ {number}
    who: Cán bộ một cửa
    hours: 4
    form: BM.{number}.01
  - what: Phân công thụ lý
    who: Trưởng phòng
    hours: 4
  - what: Thẩm định, dự thảo kết quả
    who: Chuyên viên
    hours: 24
    result: Dự thảo
  - what: Ký, đóng dấu
    who: Lãnh đạo, văn thư
    hours: 6
  - what: Trả kết quả
    who: Cán bộ một cửa
    hours: 2
forms:
  - {{code: BM.{number}.01, title: "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"}}
  - {{code: BM.{number}.02, title: "Phiếu kiểm soát quá trình giải quyết hồ sơ"}}
records:
  - {{name: Hồ sơ giải quyết thủ tục, place: Phòng chuyên môn, keep: 10 năm}}
changes:
  - {{version: "01", date: 2020-08-20, summary: Ban hành lần đầu}}
confidentiality: công khai
tags: [mẫu, số {number}]
sample: true
---

## 1. Mục đích

Quy định trình tự, trách nhiệm và thời gian giải quyết thủ tục mẫu số {number}, đúng pháp luật, đúng hẹn, công khai.

## 2. Phạm vi

Áp dụng cho hồ sơ nộp tại Bộ phận một cửa; xem [văn bản làm căn cứ](../../records/legal/nd-{law}.md).

## 5. Nội dung quy trình

Cán bộ một cửa đối chiếu hồ sơ với bảng thành phần hồ sơ. Hồ sơ đủ thì lập giấy tiếp nhận và hẹn trả kết quả; hồ sơ thiếu
thì lập phiếu yêu cầu bổ sung, nêu một lần đầy đủ những gì phải bổ sung.
"""
DECISION = """---
number: {number:02d}/QĐ-CQM
date: 2020-08-20
subject: ban hành tài liệu mẫu, đợt {number}
issues:
{pins}---
"""
# The engine takes the fingerprints: this file itself needs nothing but Python.
PINNED = """
import pathlib, sys
from datetime import date
from sotay.fingerprint import fingerprint
from sotay.load import load
library = load(pathlib.Path(sys.argv[1]), as_of=None, today=date(2021, 12, 31))
for code, document in library.procedures.items():
    print(f'  - {{code: {code}, version: "{document.meta.version}", sha256: {fingerprint(document)}}}')
"""
LAWS = 200
PINS = 100
GROUPS = "ABCDEGHIKLMNOPQRSTUVXY"


def code_of(number: int) -> str:
    """Return the code of the document with this number from 0: ``QT.AAAA.00`` and on."""
    group, rest = divmod(number, 100)
    letters = ""
    for _place in range(4):
        group, index = divmod(group, len(GROUPS))
        letters = GROUPS[index] + letters
    return f"QT.{letters}.{rest:02d}"


def generate(folder: Path, count: int) -> None:
    """Write a library of ``count`` procedures into ``folder``."""
    (folder / "records" / "legal").mkdir(parents=True, exist_ok=True)
    (folder / "agency.yml").write_text(AGENCY, encoding="utf-8")
    for number in range(1, LAWS + 1):
        (folder / "records" / "legal" / f"nd-{number:02d}.md").write_text(
            LAW.format(number=f"{number:02d}"), encoding="utf-8"
        )
    for number in range(count):
        code = code_of(number)
        room = folder / "procedures" / code[3:7].lower()
        room.mkdir(parents=True, exist_ok=True)
        text = PROCEDURE.format(
            code=code, number=number, law=f"{number % LAWS + 1:02d}", article=number % 40 + 1
        )
        (room / f"{code.lower().replace('.', '-')}.md").write_text(text, encoding="utf-8")


def bring_into_force(folder: Path) -> None:
    """Write the decisions that pin every document of a generated library, so that all are in force."""
    (folder / "records" / "decisions").mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-c", PINNED, str(folder)]
    environment = {**os.environ, "PYTHONPATH": str(SCRIPTS)}
    said = subprocess.run(command, env=environment, check=True, capture_output=True, encoding="utf-8").stdout
    pins = said.splitlines(keepends=True)
    for number, start in enumerate(range(0, len(pins), PINS), start=1):
        (folder / "records" / "decisions" / f"2020-{number:02d}-qd-cqm.md").write_text(
            DECISION.format(number=number, pins="".join(pins[start : start + PINS])), encoding="utf-8"
        )


if __name__ == "__main__":
    generate(Path(sys.argv[1]), int(sys.argv[2]))
