"""Ten million offences on a small machine: the right answer in bounded memory, or a refusal that says what to do."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.long, pytest.mark.timeout(900)]
PEOPLE, EACH = 1_000_000, 10
COUNTED = PEOPLE * 9
"""One offence of each person's ten is not proven; all others count."""
MADE = """
    copy (select 'P' || i as person_id, cast(i % 12 as bigint) as previous_offences from range($people) as t(i))
        to '$folder/people.parquet';
    copy (select 'P' || i as person_id, 'caution' as type, date '2022-04-01' + cast(i % 91 as int) as date
        from range($people) as t(i)) to '$folder/events.parquet';
    copy (
        select $who as person_id, day as offence_date, case when j > 0 then day + 30 end as proven_date,
            cast(null as varchar) as excluded
        from (select i, j, date '2022-04-02' + cast(i % 91 + 36 * j as int) as day
            from range($people) as t(i), range($each) as u(j))
    ) to '$folder/offences.parquet';
"""
RUN = """
import json, sys
from desistance import InputError, engines, reoffending

folder, memory, spill = sys.argv[1:]
settings = engines.Settings(memory_limit=memory, temporary_folder=spill)
try:
    paths = [f"{folder}/{name}.parquet" for name in ("people", "events", "offences")]
    found = reoffending.measure(*paths, cohort_start="2022-04-01", cohort_end="2022-06-30", engine=settings)
    told = {"offenders": found.overall.offenders, "reoffences": found.overall.reoffences}
except InputError as error:
    told = {"refused": str(error), "rows": error.rows}
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(json.dumps({**told, "peak_mb": int(peak.split()[1]) / 1024}))
"""


def make(folder, who="'P' || i"):
    import duckdb

    text = MADE.replace("$people", str(PEOPLE)).replace("$each", str(EACH)).replace("$who", who)
    duckdb.connect().execute(text.replace("$folder", str(folder)))


def told(folder, tmp_path, memory):
    """What a process of its own says, with what it left on the disk."""
    spill = tmp_path / "spill"
    spill.mkdir(exist_ok=True)
    place = os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parents[3])}
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(folder), memory, str(spill)],
        capture_output=True, text=True, check=False, env=place,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert not list(spill.iterdir())
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def histories(tmp_path_factory):
    folder = tmp_path_factory.mktemp("histories")
    make(folder)
    return folder


def test_ten_million_offences_are_measured_in_bounded_memory(histories, tmp_path):
    found = told(histories, tmp_path, "300MB")
    assert (found["offenders"], found["reoffences"]) == (PEOPLE, COUNTED)
    assert found["peak_mb"] < 1_000


def test_a_machine_that_is_too_small_is_told_so(histories, tmp_path):
    found = told(histories, tmp_path, "20MB")
    assert "not enough memory within 20MB" in found["refused"]
    assert "DESISTANCE_MEMORY" in found["refused"]


def test_one_row_without_a_name_among_ten_million_is_found(histories, tmp_path):
    last = f"case when i < {PEOPLE - 1} or j < {EACH - 1} then 'P' || i end"
    make(tmp_path, last)
    found = told(tmp_path, tmp_path, "300MB")
    assert "person_id" in found["refused"]
    assert len(found["rows"]) == 1
    assert found["peak_mb"] < 1_000
