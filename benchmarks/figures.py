"""Measure the figures of 10 million dossiers in CPU seconds of whole processes, against a bare query of DuckDB.

    .venv/bin/python benchmarks/figures.py [DOSSIERS] [--spark]

One row in a hundred is bad, as in a register from hand: in its code, its procedure, a day that no year has, an appointment before
the receipt. Yardstick: DuckDB reads the same file, joins the calendar and groups it into the same figures; it judges no row and
knows no suspension.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb

ROOT = Path(__file__).resolve().parent.parent
RUNS = 5
MOST, MEMORY = 1.5, 600
GENERATE = """
copy (
    select printf('000.00.%02d.H%02d-%s-%04d', (i // 10000) % 40, (i // 400000) % 60, strftime(d, '%y%m%d'), i % 10000)
            || case when i % 400 = 0 then 'x' else '' end as code,
        printf('QT.%s.%02d', ['DN', 'XD', 'LĐ', 'MT', 'ĐT'][1 + i % 5], case when i % 400 = 100 then 99 else 1 + i % 12 end) as procedure,
        'Người nộp mẫu ' || i as applicant,
        case when i % 400 = 200 then '2021-02-30T08:00' else strftime(d + interval (7 * 60 + i % 540) minute, '%Y-%m-%dT%H:%M') end
            as received_at,
        strftime(d + interval (case when i % 400 = 300 then -1 else i % 9 + 3 end) day + interval 17 hour, '%Y-%m-%dT%H:%M') as due_at,
        case when i % 50 <> 0 then strftime(d + interval (i % 11 + 4) day + interval 15 hour, '%Y-%m-%dT%H:%M') end as returned_at,
        case when i % 20 = 1 then strftime(d + interval 1 day, '%Y-%m-%dT08:00') || '/' || strftime(d + interval 3 day, '%Y-%m-%dT08:00') end as suspended,
        case when i % 50 <> 0 then 'đã trả kết quả' end as result,
        'trực tuyến' as channel
    from (select i, date '2019-01-01' + cast((i * 7919) % 2500 as int) as d from range({count}) t(i))
) to '{path}' (header)
"""
AS_A_COMMAND = "from sotay.garbage import look_rarely; look_rarely()"
"""How every command runs, and so both here."""
BARE = """
import datetime, sys, duckdb
import pyarrow as pa
from sotay.calendar_vn import Calendar
days, calendar, ordinal = [datetime.date(2003, 1, 1) + datetime.timedelta(n) for n in range(10000)], Calendar(), 0
rows = [(day, ordinal := ordinal + calendar.is_working(day)) for day in days]
cal = pa.table({"day": [day for day, _n in rows], "ordinal": [n for _day, n in rows]})
connection = duckdb.connect(config={"threads": 2, "memory_limit": "400MB"})
print(len(connection.sql(f'''
    with told as (
        select procedure, result, try_cast(received_at as timestamp)::date as received, try_cast(due_at as timestamp)::date as due,
            try_cast(returned_at as timestamp)::date as returned
        from read_csv('{sys.argv[1]}', header = true, all_varchar = true)
    )
    select procedure, count(*) filter (received < '2019-01-01') as carried_over, count(*) filter (received >= '2019-01-01') as received,
        count(returned) as resolved, count(*) filter (returned < due) as early, count(*) filter (returned = due) as on_time,
        count(*) filter (returned > due) as late, count(*) filter (returned is null) as pending,
        count(*) filter (returned is null and due < '2026-01-01') as overdue, sum(b.ordinal - a.ordinal) as spent,
        count(*) filter (result = 'đã trả kết quả') as delivered, count(*) filter (result = 'từ chối') as refused,
        count(*) filter (result = 'trả lại') as sent_back, count(*) filter (result = 'dừng giải quyết') as stopped,
        count(*) filter (result = 'rút hồ sơ') as withdrawn
    from told left join cal a on a.day = told.received left join cal b on b.day = told.returned
    group by procedure
''').fetchall()))
"""
OURS = """
import datetime, pathlib, sys
from sotay.figures import bulk, calendar, clock, counting, dossiers, engine
from sotay.calendar_vn import Calendar
from sotay.figures.period import Period
address = sys.argv[2]
codes = [f"QT.{field}.{n:02}" for field in ("DN", "XD", "LĐ", "MT", "ĐT") for n in range(1, 13)]
known = engine.table({"procedure": codes, "division": [code[3:5] for code in codes], "unit": ["ngày làm việc"] * 60}, dict.fromkeys(("procedure", "division", "unit"), "string"), address)
told = dossiers.of_files([pathlib.Path(sys.argv[1])], address, plain=True)
hours = ((datetime.time(7, 30), datetime.time(11, 30)), (datetime.time(13), datetime.time(17)))
days = clock.Clock(calendar.working_days(Calendar(), datetime.date(2026, 1, 1), address), hours, frozenset({"ngày làm việc"}), address)
asked = bulk.ask(told, known, days, Period(datetime.date(2019, 1, 1), datetime.date(2026, 1, 1)), counting.By.PROCEDURE)
count = counting.read(engine.rows(asked, address))
print(count.left_out, sorted((key, str(figures)) for key, figures in count.figures.items()))
"""


def measure(program: str, *arguments: str) -> tuple[float, int, str]:
    """Return CPU seconds, peak memory in MB and output of a process."""
    watched = f"{AS_A_COMMAND}\n{program}\nimport resource; used = resource.getrusage(resource.RUSAGE_SELF); print(used.ru_maxrss // 1024)"
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, "-c", watched, *arguments],
        env={"PYTHONPATH": str(ROOT / "scripts"), "PATH": "/usr/bin:/bin"},
        check=True,
        capture_output=True,
        text=True,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    *_progress, answer, memory = (
        done.stdout.strip().splitlines()
    )  # DuckDB draws a bar where a query takes long
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, int(memory), answer


def main() -> int:
    """Measure and print, taking turns; fail where a limit is passed."""
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    count = numbers[0] if numbers else 10_000_000
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "dossiers.csv")
        duckdb.sql(GENERATE.format(count=count, path=path))
        runs = [(measure(BARE, path), measure(OURS, path, "duckdb")) for _run in range(RUNS)]
        ratio = statistics.median(ours[0] / bare[0] for bare, ours in runs)
        memory = max(ours[1] for _bare, ours in runs)
        left_out = runs[0][1][2].partition(" ")[0]
        print(f"{count} dossiers, of which {left_out} bad, median of {RUNS} runs")
        print(
            f"  yardstick: a bare query of DuckDB {statistics.median(bare[0] for bare, _ours in runs):6.2f} s CPU"
        )
        seconds = statistics.median(ours[0] for _bare, ours in runs)
        print(
            f"  the figures by procedure          {seconds:6.2f} s CPU, {ratio:.2f} of the yardstick (at most {MOST})"
        )
        print(f"  at its peak                       {memory:6} MB (less than {MEMORY})")
        if "--spark" in sys.argv:
            seconds, _memory, answer = measure(OURS, path, "spark://local[2]")
            print(f"  the same on Spark, figures {'equal' if answer == runs[0][1][2] else 'NOT EQUAL'}")
            return int(answer != runs[0][1][2])
    return int(ratio > MOST or memory >= MEMORY or int(left_out) != count // 100)


if __name__ == "__main__":
    sys.exit(main())
