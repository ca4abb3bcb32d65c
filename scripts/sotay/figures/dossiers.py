"""The dossiers as a table, out of the registers of a library or out of files of any size; what cannot be true is marked.

Columns are the texts of the register (``kinds/dossier.py``), with days read from them. ``sound`` says whether figures count
the row; the rows of a library were judged by its rules, those of a file are judged here by the same meaning, in expressions.
"""

from __future__ import annotations

import csv
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from sotay.alphabet import spellings
from sotay.figures import engine
from sotay.figures.engine import EngineError
from sotay.kinds.dossier import MOST_SUSPENSIONS, Dossier
from sotay.messages import _
from sotay.register_file import no_column

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from ibis.expr.types import BooleanValue, StringValue, Table

    from sotay.library import Library, RegisterRow

COUNTED: Final = (
    "code",
    "procedure",
    "received_at",
    "due_at",
    "returned_at",
    "result",
    "reappointed_to",
    "late_reason",
    "suspended",
    "channel",
)
"""The columns that figures rest on."""
PARQUET: Final = ".parquet"
PERSONAL: Final = frozenset({"applicant", "address", "phone", "email"})
"""No figure rests on personal data: a file need not have them."""
_MOMENTS: Final = frozenset({"received_at", "due_at", "returned_at", "handed_over_at"})
_SETTLED: Final = frozenset({"procedure", "result", "suspended", "reappointed_to"})
"""What ``settled`` judges, once for all rows that are alike."""
_BEYOND: Final = "beyond"
_MOST_BEYOND: Final = 8
_MOMENT: Final = "20__-__-__T__:__"
_DAYS_END: Final = "T24:00"
_DAY: Final = r"^20\d{2}-\d{2}-\d{2}$"
_COUNT: Final = r"^\d{1,9}$"
_PERIOD: Final = 34  # `2021-03-02T08:00/2021-03-04T09:30;` is as long as every other
_UNTIL: Final = 17
_NEXT: Final = ";"
_LONG: Final = 16
_DAYS: Final = 10


def of_rows(rows: Sequence[RegisterRow[Dossier]], address: str) -> Table:
    """Return sound rows of registers as a table."""
    columns = {name: [_written(getattr(row.entry, name)) for row in rows] for name in COUNTED}
    columns["register"] = [row.file for row in rows]
    return with_days(engine.table(columns, dict.fromkeys(columns, "string"), address)).mutate(sound=True)


def _written(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else value.isoformat(timespec="minutes")


def of_files(paths: Iterable[Path], address: str, *, plain: bool, today: date = date.max) -> Table:
    """Return the rows of CSV and Parquet files.

    ``sound`` leaves out what only ``settled`` judges. After ``today`` nothing can have happened. ``plain`` says that no cell of a
    CSV file holds a line break, and no row more cells than the header. Raises ``EngineError`` where a file is no register.
    """
    import ibis  # noqa: PLC0415

    tables = [_of_file(path, address, plain=plain, today=today) for path in paths]
    return ibis.union(*tables) if len(tables) > 1 else tables[0]


def with_terms(told: Table, procedures: Table | None) -> Table:
    """Add the division of each dossier's procedure and the unit in which that counts time; ``named`` is null for an unknown one.

    Where no procedure is known, what is written like a code names one.
    """
    if procedures is None:
        pattern = Dossier.model_json_schema()["properties"]["procedure"]["pattern"]
        written = engine.where(told.procedure.re_search(pattern), told.procedure)
        return told.mutate(named=written, division=engine.text(None), unit=engine.text(None))
    known = procedures.select(named=procedures.procedure, division=procedures.division, unit=procedures.unit)
    return told.left_join(known, told.procedure == known.named)


def settled(told: Table, most: int = MOST_SUSPENSIONS, today: date = date.max) -> BooleanValue:
    """Say whether figures count a row, its procedure, result, suspensions and new appointments judged too.

    ``most`` is how many suspensions a row has at the most. After ``today`` nothing can have happened.
    """
    fields = Dossier.model_json_schema()["properties"]

    def understood(name: str) -> BooleanValue:
        right = _understood(told[name], told, fields[name], required=False)
        assert right is not None
        return right

    return told.sound & engine.sure(
        _all(
            [
                told.named.notnull(),
                ~ahead(told, today),
                understood("result"),
                told.suspended.isnull()
                | (understood("suspended") & _suspensions_in_order(told, most, today)),
                told.reappointed_to.isnull() | (understood("reappointed_to") & _put_off_in_order(told)),
            ]
        )
    )


def _of_file(path: Path, address: str, *, plain: bool, today: date) -> Table:
    raw = _raw(path, address, plain=plain)
    schema = Dossier.model_json_schema()
    given = [name for name in raw.columns if name in schema["properties"]]
    moments_read = {f"{name}_read": raw[name].try_cast("timestamp") for name in given if name in _MOMENTS}
    raw = raw.mutate(**moments_read)
    readable = [
        right
        for name in given
        if name not in _SETTLED | PERSONAL
        if (
            right := _understood(
                raw[name], raw, schema["properties"][name], address, required=name in schema["required"]
            )
        )
        is not None
    ]
    beyond = [raw[name].isnull() for name in raw.columns if name.startswith(_BEYOND)]
    sound = engine.sure(_all([*readable, *beyond, *_in_order(raw), *_happened(raw, today)]))
    told = raw.mutate(
        sound=sound,
        register=engine.text(str(path)),
        received=raw.received_at_read.date(),
        due=raw.due_at_read.date(),
        returned=raw.returned_at_read.date() if "returned_at" in given else engine.text(None).cast("date"),
        **{name: engine.text(None) for name in COUNTED if name not in given},
    )
    return told.select(*COUNTED, "register", "sound", "received", "due", "returned")


def _raw(path: Path, address: str, *, plain: bool) -> Table:
    """Return a file as it is written: texts, empty ones as null; a row of a CSV file may have cells beyond the header.

    Of a ``plain`` file that is told as an error by DuckDB, and as cells by Spark, which would drop them in silence.
    """
    if path.suffix == PARQUET:
        told = engine.backend(address).read_parquet(engine.exactly(path))
        _check_columns(path, list(told.columns))
        if zoned := next(
            (name for name, kind in told.schema().items() if getattr(kind, "timezone", None)), None
        ):
            raise EngineError(
                _(
                    "{path}: the moments of `{name}` have a time zone: write local time without one.",
                    path=path,
                    name=zoned,
                )
            )
        return told.select(**{name: _as_text(told[name]).nullif("") for name in told.columns})
    header = header_of(path)
    as_wide = (
        plain and address == engine.EMBEDDED
    )  # which says so where a row has more cells, or a quote is not closed
    if not as_wide:
        check_quotes(path)
    beyond = () if as_wide else [f"{_BEYOND}{number}" for number in range(_MOST_BEYOND)]
    return engine.read_csv(path, [*header, *beyond], address, plain=plain)


def _as_text(column: Any) -> StringValue:
    if column.type().is_timestamp():
        # Spark takes no bare letter in a pattern.
        return column.strftime("%Y-%m-%d") + "T" + column.strftime("%H:%M")
    return column.cast("string")


def header_of(path: Path) -> list[str]:
    """Return the columns of a CSV file. Raises ``EngineError`` where they are no register's."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            header = next(csv.reader(file, strict=True), [])
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise no_csv(path) from error
    _check_columns(path, header)
    return header


def no_csv(path: Path) -> EngineError:
    """Say that a file is no CSV in UTF-8."""
    return EngineError(_("{path} cannot be read as CSV in UTF-8: save it so.", path=path))


def check_quotes(path: Path) -> None:
    """Raise ``EngineError`` where a quote is opened that is never closed: all behind it would be one cell."""
    opened = None
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if line.count(b'"') % 2:
                opened = None if opened else number
    if opened:
        raise EngineError(
            _(
                "{path}, line {line}: a quote is opened that is never closed: close it or take it away.",
                path=path,
                line=opened,
            )
        )


def _check_columns(path: Path, header: list[str]) -> None:
    known = list(Dossier.model_fields)
    for name in header:
        if name not in known:
            raise EngineError(f"{path}: {no_column(name, known)}")
        if header.count(name) > 1:
            raise EngineError(f"{path}: {_('The column `{name}` stands twice: keep one.', name=name)}")
    missing = [
        name
        for name, field in Dossier.model_fields.items()
        if field.is_required() and name not in {*header, *PERSONAL}
    ]
    if missing:
        raise EngineError(_("{path} has no column {names}: add it.", path=path, names=", ".join(missing)))


def with_days(told: Table) -> Table:
    """Add the days of receipt, appointment and return."""
    return told.mutate(
        received=told.received_at.try_cast("timestamp").date(),
        due=told.due_at.try_cast("timestamp").date(),
        returned=told.returned_at.try_cast("timestamp").date(),
    )


def moments(told: Table, number: int) -> tuple[StringValue, StringValue]:
    """Return beginning and end of a suspension of each row, as texts; null where there is none."""
    start = _PERIOD * number
    return (
        told.suspended.substr(start, _LONG).nullif(""),
        told.suspended.substr(start + _UNTIL, _LONG).nullif(""),
    )


def most_suspensions(told: Table, address: str) -> int:
    """Return how many suspensions a row has at the most."""
    [found] = engine.rows(told.aggregate(longest=told.suspended.length().max()), address)
    return min(-((found["longest"] or 0) // -_PERIOD), MOST_SUSPENSIONS)


def _understood(
    cell: StringValue, told: Table, field: dict[str, Any], address: str = "", *, required: bool
) -> BooleanValue | None:
    """Say whether a cell is what the register's published schema asks for; None where that is anything.

    The answer is unknown (null), and so no yes, of a cell that cannot be compared.
    """
    wanted = next((option for option in field.get("anyOf", ()) if option["type"] != "null"), field)
    match wanted:
        case {"format": "date-time"}:
            right = _is_written(cell) & told[f"{cell.get_name()}_read"].notnull()
        case {"format": "date"}:
            right = engine.matches(cell, _DAY, address) & cell.try_cast("date").notnull()
        case {"enum": values}:
            others = [spelt for value in values for spelt in spellings(value)[1:]]
            right = engine.where(cell.isin(values), then=True, otherwise=cell.isin(others))
        case {"type": "integer", "minimum": least}:
            right = engine.matches(cell, _COUNT, address) & (cell.try_cast("int64") >= least)
        case {"pattern": pattern}:
            right = engine.matches(cell, pattern, address)
        case _:
            return cell.notnull() if required else None
    if cell.get_name() == "reappointed_to":
        right &= cell.split(_NEXT).filter(lambda moment: ~_is_moment(moment)).length() == 0
    return right if required else cell.isnull() | right


def _is_moment(cell: StringValue) -> BooleanValue:
    return _is_written(cell) & cell.try_cast("timestamp").notnull()


def _is_written(cell: StringValue) -> BooleanValue:
    """Say whether a text has the form of a moment; DuckDB reads 24:00, which is none here, as the next day's beginning."""
    return cell.like(_MOMENT) & ~cell.endswith(_DAYS_END)


def _in_order(told: Table) -> Iterator[BooleanValue]:
    """Yield whether receipt, hand-over, appointment and return can be true in their order, as DOS103 says."""
    received, due = told.received_at_read, told.due_at_read
    yield due >= received
    returned = told.returned_at_read if "returned_at_read" in told.columns else None
    handed_over = told.handed_over_at_read if "handed_over_at_read" in told.columns else None
    if returned is not None:
        yield _not_before(returned, received)
    if handed_over is not None:
        yield _not_before(handed_over, received)
        if returned is not None:
            yield _not_before(returned, handed_over)


def _happened(told: Table, today: date) -> Iterator[BooleanValue]:
    """Yield whether hand-over and apology can have happened, as DOS106 says; receipt and return are asked with the standing."""
    if "handed_over_at_read" in told.columns:
        yield _not_before(engine.day(today), told.handed_over_at_read.date())
    if "apology_on" in told.columns:
        yield _not_before(engine.day(today), told.apology_on.try_cast("date"))


def ahead(told: Table, today: date) -> BooleanValue:
    """Say whether receipt or return lies after today (DOS106)."""
    return engine.sure(told.received > today) | engine.sure(told.returned > today)


def _put_off_in_order(told: Table) -> BooleanValue:
    """Say whether each new appointment is later than what it puts off; written alike, moments are compared as texts."""
    appointed = (told.due_at + _NEXT + told.reappointed_to).split(_NEXT)
    return (appointed == appointed.sort()) & (appointed.unique().length() == appointed.length())


def _suspensions_in_order(told: Table, most: int, today: date) -> BooleanValue:
    """Say whether suspensions begin and end at moments, one after another between receipt and return."""
    right, earliest = [~told.suspended.contains("/;")], told.received_at
    for number in range(most):
        start, until = moments(told, number)
        end = until.fill_null(start)
        right += [moment.isnull() | _is_moment(moment) for moment in (start, until)]
        right += [_not_before(start, earliest), _not_before(end, start), _not_before(told.returned_at, end)]
        right.append((end.substr(0, _DAYS) <= today.isoformat()).fill_null(True))  # noqa: FBT003
        earliest = end
    return _all(right)


def _not_before(moment: Any, other: Any) -> BooleanValue:
    """Say whether a moment does not come before another; so it is where one of them is not there."""
    return (moment >= other).fill_null(True)  # noqa: FBT003


def _all(conditions: Iterable[BooleanValue]) -> BooleanValue:
    first, *others = conditions
    for condition in others:
        first &= condition
    return first


def known(library: Library) -> dict[str, tuple[str | None, str | None]]:
    """Return the procedures that a library knows: code → division and unit of the time."""
    return {
        str(broken.values["code"]): (None, None) for broken in library.broken if broken.values.get("code")
    } | {
        code: (document.meta.division, document.meta.service.unit if document.meta.service else None)
        for code, document in library.procedures.items()
    }


def procedures_of(library: Library, address: str) -> Table | None:
    """Return the procedures that a library knows, as a table; None where it knows none."""
    there = known(library)
    if not there:
        return None
    divisions, units = zip(*there.values(), strict=True)
    return engine.table(
        {"procedure": list(there), "division": divisions, "unit": units},
        dict.fromkeys(("procedure", "division", "unit"), "string"),
        address,
    )
