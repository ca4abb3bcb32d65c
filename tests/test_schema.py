"""What machines are told of registers: every column in the Table Schema, and what it allows is what is read."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest
from library_cases import BASE
from typer.testing import CliRunner

from sotay import (
    cli,  # noqa: F401 (it gathers the commands)
    pipeline,
    register_file,
)
from sotay.commands.common import app
from sotay.kinds import all_rows
from sotay.kinds.base import Row
from sotay.kinds.dossier import Dossier
from sotay.load import load
from sotay.messages import speaking
from sotay.schema import all_schemas, all_tables
from sotay.site import addresses, rule_pages
from sotay.site.writer import Writer

TYPES = {"string", "integer", "number", "boolean", "date", "datetime"}
ROW = {
    "code": "000.00.01.H00-210301-0001",
    "procedure": "QT.DN.01",
    "applicant": "Người mẫu",
    "received_at": "2021-03-01T08:00",
    "due_at": "2021-03-10T17:00",
}


@pytest.mark.parametrize("kind", all_rows(), ids=lambda kind: kind.name)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_column_is_there_and_says_what_it_is(kind: type[Row], lang: str) -> None:
    with speaking(lang):
        table = all_tables()[kind.name]
    assert [column["name"] for column in table["fields"]] == list(kind.model_fields)
    assert table["primaryKey"] == ["code"]
    assert table["missingValues"] == [""]
    for column in table["fields"]:
        info = kind.model_fields[column["name"]]
        assert column["type"] in TYPES, column
        assert column["title"]
        assert column["constraints"].get("required", False) == info.is_required(), column
        assert all(value is not None for value in column.values())


def test_labels_and_descriptions_are_in_the_language_asked_for() -> None:
    for lang, title, about in (
        ("vi", "Tạm dừng", "không tính vào thời hạn"),
        ("en", "Suspended", "out of the clock"),
    ):
        with speaking(lang):
            column = next(c for c in all_tables()["dossier"]["fields"] if c["name"] == "suspended")
            value = all_schemas()["dossier"]["properties"]["suspended"]
        assert column["title"] == value["title"] == title
        assert column["description"] == value["description"]
        assert about in column["description"]
        assert not {"vi", "en", "about"} & set(value)


def test_personal_data_is_told_apart() -> None:
    with speaking("en"):
        columns = {
            column["name"]: column.get("description", "") for column in all_tables()["dossier"]["fields"]
        }
    told = {name for name, about in columns.items() if about.startswith("Personal data")}
    assert told == {"applicant", "address", "phone", "email"}


@pytest.mark.parametrize("column", all_tables()["dossier"]["fields"], ids=lambda column: column["name"])
def test_an_example_is_read_and_follows_its_pattern(column: dict[str, object]) -> None:
    example = column.get("example")
    if example is None:
        assert "pattern" not in column["constraints"] or column["name"] == "received_by"  # type: ignore[operator]
        return
    row = ROW | {str(column["name"]): str(example)}
    text = ",".join(row) + "\n" + ",".join(row.values()) + "\n"
    register = register_file.read(text, "records/dossiers/2021.csv", Dossier)
    assert (len(register.rows), register.findings) == (1, [])
    pattern = column["constraints"].get("pattern", "")  # type: ignore[attr-defined]
    assert re.search(pattern, str(example))


def test_the_command_prints_it() -> None:
    done = CliRunner().invoke(app, ["schema", "dossier", "--table"])
    assert (done.exit_code, json.loads(done.output)["fields"][0]["name"]) == (0, "code")
    listed = CliRunner().invoke(app, ["schema", "--table"]).output.splitlines()
    assert [line.split("\t")[0] for line in listed] == sorted(kind.name for kind in all_rows())
    wrong = CliRunner().invoke(app, ["schema", "plan", "--table"])
    assert (wrong.exit_code, "dossier" in wrong.output) == (2, True)


def test_the_site_shows_every_column_and_publishes_the_schema() -> None:
    library = load(BASE, as_of=date(2021, 10, 29), today=date(2021, 10, 29))
    pages = dict(rule_pages.pages(Writer(library), pipeline.judge(library)))
    for kind in all_rows():
        published = json.loads(pages[f"{addresses.RULES}/schema/{kind.name}.table.json"])
        assert published == all_tables()[kind.name]
        page = pages[f"{addresses.RULES}/loai-van-ban.md"]
        assert f"schema/{kind.name}.table.json" in page
        section = page[page.index(f"#{kind.name} }}") :]
        assert all(f"| `{name}` |" in section for name in kind.model_fields)
