"""Selection on Spark: the same spans as on DuckDB and as the plain twin tells."""

import datetime as dt
import random

import pytest
from test_cohort_selection import RULE, VIOLENT, tables

from desistance.cohorts import load, oracle, select

pytestmark = [
    pytest.mark.spark,
    pytest.mark.long,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.timeout(900),
]
FIRST, DAYS = dt.date(2023, 11, 28), 140
BORN = ("2006-02-01", "2004-02-29", "1980-01-01", "2006-03-31", "2030-01-01")


def drawn(people, seed):
    """People with offences and scores of all kinds, many on one day and many on the days where something changes."""
    pick = random.Random(seed)

    def day():
        return FIRST + dt.timedelta(pick.randrange(DAYS))

    names = [f"{number:03d}" for number in range(people)]
    persons = [
        {"person_id": name, "date_of_birth": dt.date.fromisoformat(pick.choice(BORN)),
         "borough": pick.choice(["Brent", "Outside", None])}
        for name in names
    ]  # fmt: skip
    offences = [
        {"person_id": pick.choice(names), "offence_date": pick.choice([day(), day(), None]),
         "proven_date": pick.choice([day(), day(), None]), "excluded": pick.choice([None, " \t", "breach"]),
         "offence_code": pick.choice(["03400", "03401", "04000", "02800"])}
        for _ in range(8 * people)
    ]  # fmt: skip
    scores = []
    for _ in range(5 * people):
        instrument = pick.choice(["OVP", "vrp", "ARP", "ogrs3"])
        version = "1" if instrument == "OVP" else pick.choice(["1", "2", "3"])
        band = pick.choice(["LOW", "MEDIUM", "HIGH", "VERY_HIGH", None])
        scores.append({"person_id": pick.choice(names), "instrument": instrument, "date": day(), "band": band,
                       "version": version})  # fmt: skip
    return persons, offences, scores


def test_spark_equals_duckdb_and_the_twin(spark):
    given = drawn(60, seed=4)
    as_at = dt.date(2024, 4, 20)
    found = {engine: select(*tables(*given), RULE, as_at=as_at, engine=engine) for engine in ("duckdb", "spark")}
    assert found["spark"].equals(found["duckdb"])
    assert found["duckdb"].num_rows > 200
    plain = oracle.select(*given, load(RULE), as_at=as_at, violent=VIOLENT)
    assert found["spark"].to_pylist() == plain
