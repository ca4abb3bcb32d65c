"""The one door to the engine that reckons figures: DuckDB embedded, or Spark where agency.yml or a person names it.

Every question is an Ibis expression; which engine answers it is configuration alone.
"""

from __future__ import annotations

import atexit
import re
import tempfile
import warnings
from functools import cache
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sotay.messages import _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from ibis import Schema
    from ibis.backends import BaseBackend
    from ibis.expr.types import BooleanValue, StringScalar, StringValue, Table

EMBEDDED: Final = "duckdb"
SPARK: Final = "spark://"
LOCK: Final = "requirements-spark.lock"
_LOCAL: Final = "local"
_MEMORY: Final = "400MB"
_THREADS: Final = 2
_BUFFER: Final = 8_000_000
"""Bytes of a file that a thread takes at a time: DuckDB's own 32 MB leave the caches of a processor before they are read."""
_PIECE: Final = re.compile(r"(?P<one>\\d|\[A-Z\]|\\\.|[A-Z-])(?:\{(?P<times>\d+)\})?")
_PLAIN_PLAN: Final = {
    "spark.sql.constraintPropagation.enabled": "false",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.legacy.storeAnalyzedPlanForView": "true",
}
"""A figure is one long expression: what Spark infers of its columns grows without bound, and its Java is too long to compile."""


class EngineError(Exception):
    """The engine that was named cannot be used; the message says why and what to do."""


def table(columns: Mapping[str, Sequence[object]], schema: Mapping[str, str], address: str) -> Table:
    """Return a table of columns that are in memory; ``schema`` is column → type of Ibis.

    DuckDB reads them from a file: what takes them as they are loads pandas, which takes longer than most questions.
    """
    import ibis  # noqa: PLC0415 (heavy; a library without registers needs none)

    types, engine = ibis.schema(schema), backend(address)
    if address != EMBEDDED:
        import pyarrow as pa  # noqa: PLC0415

        return ibis.memtable(pa.table(dict(columns), schema=types.to_pyarrow()))
    told = zip(*(columns[name] for name in types), strict=True)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        path.write_text(
            "".join(f"{','.join(map(_cell, row))}\n" for row in told), encoding="utf-8", newline=""
        )
        read = _told(engine, path, types, header=False, allow_quoted_nulls=False, parallel=False)
        found = kept(read, address)
    engine.drop_view(read.get_name())
    return found


def _cell(value: object) -> str:
    """Return a cell of CSV; nothing is one without quotes."""
    return "" if value is None else '"' + str(value).replace('"', '""') + '"'


def rows(asked: Table, address: str = EMBEDDED) -> list[dict[str, Any]]:
    """Return the rows of an expression, as the engine at ``address`` answers it."""
    if address == EMBEDDED:
        engine = backend(address)
        answer = engine.raw_sql(engine.compile(asked)).fetchall()
        return [dict(zip(asked.columns, row, strict=True)) for row in answer]
    found: list[dict[str, Any]] = _of_spark(asked, address).to_pylist()
    return found


def kept(asked: Table, address: str) -> Table:
    """Return the answer to an expression as a table in memory, so that further questions do not ask it again."""
    import ibis  # noqa: PLC0415

    return asked.cache() if address == EMBEDDED else ibis.memtable(_of_spark(asked, address))


def settled(asked: Table, address: str) -> Table:
    """Return a table to go on from: the embedded engine answers it here, since the query of a long expression is slow to write.

    Spark is asked the whole at once, its tables may be larger than this machine's memory.
    """
    return kept(asked, address) if address == EMBEDDED else asked


def _of_spark(asked: Table, address: str) -> Any:
    engine = backend(address)
    return engine.to_pyarrow(_in_steps(asked, engine))


def _in_steps(asked: Table, engine: BaseBackend) -> Table:
    """Return an expression over views that end at its joins: Spark goes through all that it has not yet analysed, level by level.

    The views of one question are those of the next.
    """
    from ibis.expr.operations import JoinChain  # noqa: PLC0415

    numbers = count()

    def step(node: Any, changed: Mapping[str, Any] | None) -> Any:
        told = node.__recreate__(changed) if changed else node
        if not isinstance(node, JoinChain):
            return told
        return engine.create_view(f"step{next(numbers)}", told.to_expr(), overwrite=True).op()

    return asked.op().replace(step).to_expr()


@cache
def backend(address: str) -> BaseBackend:
    """Connect to an engine: ``duckdb``, ``spark://HOST:PORT``, or ``spark://local[2]`` for Spark in this process.

    Raises ``EngineError`` where the address names neither, or PySpark is not installed.
    """
    import ibis  # noqa: PLC0415

    ibis.options.sql.fuse_selects = (
        False  # in one step, what steps before it found is reckoned again and again
    )
    if address == EMBEDDED:
        return _duckdb()
    if address.startswith(SPARK):
        return _spark(address)
    raise EngineError(
        _(
            "{address} is no engine: write `duckdb`, or `spark://` with host and port, or `spark://local[2]`.",
            address=address,
        )
    )


def _duckdb() -> BaseBackend:
    """Connect to DuckDB in memory, bounded; what does not fit spills to the system's temporary folder, not the library."""
    import ibis  # noqa: PLC0415

    return ibis.duckdb.connect(
        threads=_THREADS,
        memory_limit=_MEMORY,
        temp_directory=str(Path(tempfile.gettempdir()) / "sotay-duckdb"),
        autoinstall_known_extensions=False,
        autoload_known_extensions=False,
        disabled_optimizers="build_side_probe_side",  # the right side of each join is the small one: a file's size is guessed
    )


def _spark(address: str) -> BaseBackend:
    """Start a session of Spark; one in this process listens on this machine alone."""
    import ibis  # noqa: PLC0415

    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore", FutureWarning
            )  # of pandas 3, which what is asked here does not meet
            from pyspark.sql import SparkSession  # noqa: PLC0415
    except ImportError as error:
        message = _(
            "{address} needs PySpark, which is not installed: run `.venv/bin/python -m pip install --require-hashes --no-deps --no-build-isolation -r {lock}`.",
            address=address,
            lock=LOCK,
        )
        raise EngineError(message) from error
    local = address.removeprefix(SPARK).startswith(_LOCAL)
    options = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.shuffle.partitions": "8",
        **_PLAIN_PLAN,
        **({"spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1"} if local else {}),
    }
    builder = SparkSession.builder.master(address.removeprefix(SPARK) if local else address).appName("sotay")
    for name, value in options.items():
        builder = builder.config(name, value)
    try:
        session = builder.getOrCreate()
    except Exception as error:  # Spark raises what its Java says, of many classes
        why = str(error).strip().partition("\n")[0]
        raise EngineError(_("{address} does not answer: {why}", address=address, why=why)) from error
    atexit.register(session.stop)
    return ibis.pyspark.connect(session)


def failures(address: str) -> type[Exception]:
    """Return what the engine at ``address`` raises where it cannot read a file."""
    if address == EMBEDDED:
        import duckdb  # noqa: PLC0415

        return duckdb.Error
    from pyspark.errors import PySparkException  # noqa: PLC0415

    return PySparkException  # type: ignore[no-any-return]  # untyped


def read_csv(path: Path, columns: Sequence[str], address: str, *, plain: bool) -> Table:
    """Return a CSV file (RFC 4180, with a header) as a table of texts, of exactly these columns; too short a row is padded.

    ``plain`` says that no cell holds a line break, which DuckDB reads with all threads, and says so where one does. Spark would
    part such a row in silence: it reads each file as a whole.
    """
    import ibis  # noqa: PLC0415

    engine = backend(address)
    if address == EMBEDDED:
        types = ibis.schema(dict.fromkeys(columns, "string"))
        return _told(engine, path, types, header=True, null_padding=True, parallel=plain, buffer_size=_BUFFER)
    schema = ", ".join(f"`{column}` STRING" for column in columns)
    return engine.read_csv(
        exactly(path), schema=schema, inferSchema=False, header=True, quote='"', escape='"', multiLine=True
    )


def exactly(path: Path) -> str:
    """Return how an engine is told of a file whose name may have the signs of a pattern in it."""
    return re.sub(r"[*?\[]", r"[\g<0>]", str(path))


def _told(engine: BaseBackend, path: Path, types: Schema, **options: Any) -> Table:
    """Return a CSV file as a table of DuckDB's, which guesses nothing."""
    told = {column: engine.compiler.type_mapper.to_string(kind) for column, kind in types.items()}
    return engine.read_csv(
        exactly(path), columns=told, delim=",", quote='"', escape='"', auto_detect=False, **options
    )


def matches(cell: StringValue, pattern: str, address: str) -> BooleanValue:
    """Say whether a text is as a regular expression has it.

    One that counts digits and letters alone is a glob to DuckDB, which answers at half the cost.
    """
    glob = _glob(pattern) if address == EMBEDDED else None
    if glob:
        return _glob_of_duckdb()(cell, glob)
    return cell.re_search(
        re.sub(r"\$$", r"\\z", pattern)
    )  # to Java the end may stand before a line break too


def _glob(pattern: str) -> str | None:
    """Return a regular expression as the glob that it is; None where it is none."""
    whole = re.fullmatch(rf"\^((?:{_PIECE.pattern})+)\$", pattern)
    if not whole:
        return None
    return "".join(
        {"\\d": "[0-9]"}.get(piece["one"], piece["one"].removeprefix("\\")) * int(piece["times"] or 1)
        for piece in _PIECE.finditer(whole[1])
    )


@cache
def _glob_of_duckdb() -> Any:
    import ibis  # noqa: PLC0415

    @ibis.udf.scalar.builtin(name="~~~", signature=(("string", "string"), "boolean"))  # type: ignore[untyped-decorator]
    def glob(cell: str, pattern: str) -> bool: ...  # type: ignore[empty-body]  # DuckDB has it

    return glob


def sure(condition: BooleanValue) -> BooleanValue:
    """Return a condition, false where it is unknown."""
    return condition.fill_null(False)  # noqa: FBT003 (Ibis takes it so alone)


def where(condition: Any, then: Any, otherwise: Any = None) -> Any:
    """Return one value where a condition holds, another where it does not."""
    import ibis  # noqa: PLC0415

    return ibis.ifelse(condition, then, otherwise)


def cases(*options: tuple[BooleanValue, Any], otherwise: Any) -> Any:
    """Return the value of the first condition that holds; one long list costs an engine less than conditions within others."""
    import ibis  # noqa: PLC0415

    return ibis.cases(*options, else_=otherwise)


def day(value: date) -> Any:
    """Return a day that is the same in each row."""
    import ibis  # noqa: PLC0415

    return ibis.literal(value)


def text(value: str | None) -> StringScalar:
    """Return a text that is the same in each row."""
    import ibis  # noqa: PLC0415

    return ibis.literal(value, type="string")
