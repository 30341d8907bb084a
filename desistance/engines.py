"""The one place that chooses where relational work runs: DuckDB in this process, or Spark.

Everything relational in this library is an Ibis expression, so the same expression runs on either.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from desistance.errors import InputError

if TYPE_CHECKING:
    import ibis

ENGINES = ("duckdb", "spark")


@dataclass(frozen=True)
class Settings:
    """How an engine may use this machine.

    `memory_limit` is what DuckDB may hold before it spills to `temporary_folder` (such as "1GB"); `threads` is None for
    all cores. Each may also come from DESISTANCE_MEMORY, DESISTANCE_TEMP and DESISTANCE_THREADS.
    """

    engine: str = "duckdb"
    memory_limit: str = "1GB"
    temporary_folder: str | None = None
    threads: int | None = None

    def __post_init__(self) -> None:
        if self.engine not in ENGINES:
            raise InputError(
                f"no engine is called {self.engine!r}", argument="engine", remedy="Use 'duckdb' or 'spark'."
            )


def settings(engine: str | Settings) -> Settings:
    """Return settings for a name, with what the environment says; settings pass through."""
    if isinstance(engine, Settings):
        return engine
    threads = os.environ.get("DESISTANCE_THREADS")
    if threads and not threads.isdecimal():
        raise InputError(
            f"{threads!r} is not a number of threads", argument="DESISTANCE_THREADS", remedy="Set it to 1 or more."
        )
    return Settings(
        engine=engine,
        memory_limit=os.environ.get("DESISTANCE_MEMORY", "1GB"),
        temporary_folder=os.environ.get("DESISTANCE_TEMP"),
        threads=int(threads) if threads else None,
    )


class Workspace:
    """Tables staged on one engine, and the expressions run over them."""

    def __init__(self, backend: Any, folder: Path, engine: str) -> None:
        self._backend = backend
        self._folder = folder
        self._engine = engine

    def stage(self, name: str, table: pa.Table | Path) -> ibis.Table:
        """Make a table known to the engine: DuckDB reads Arrow and Parquet in place, Spark reads Parquet."""
        if isinstance(table, Path):
            return self._backend.read_parquet(str(table.resolve()), table_name=name)
        if self._engine == "duckdb":
            self._backend.con.register(name, table)
            return self._backend.table(name)
        from pyarrow import parquet

        place = self._folder / f"{name}.parquet"
        parquet.write_table(table, place)
        return self._backend.read_parquet(str(place), table_name=name)

    @property
    def engine(self) -> str:
        """`duckdb` or `spark`."""
        return self._engine

    @property
    def connection(self) -> Any:
        """The engine's own connection: DuckDB's, or the Spark session."""
        return self._backend.con if self._engine == "duckdb" else self._backend._session

    def create(self, name: str, sql: str) -> None:
        """Make the rows of a query known by a name: a table on DuckDB, a view that is kept on Spark."""
        if self._engine == "duckdb":
            self.connection.execute(f"create or replace table {name} as {sql}")
        else:
            frame = self.connection.sql(sql)
            frame.persist()
            frame.createOrReplaceTempView(name)

    @contextmanager
    def held(self, name: str, expression: ibis.Table) -> Iterator[ibis.Table]:
        """Work an expression out once and keep its rows on the engine, while more than one place uses them."""
        self.create(name, self._backend.compile(expression))
        try:
            yield self._backend.table(name)
        finally:
            self._let_go(name)

    def _let_go(self, name: str) -> None:
        if self._engine == "duckdb":
            self.connection.execute(f"drop table if exists {name}")
        else:
            self.connection.table(name).unpersist()
            self.connection.catalog.dropTempView(name)

    def columns(self, name: str) -> list[str]:
        """The columns of a table that is known to the engine."""
        return list(self._backend.table(name).columns)

    def query(self, sql: str) -> pa.Table:
        """The rows of a query in the SQL that both engines share."""
        if self._engine == "duckdb":
            return self.connection.execute(sql).to_arrow_table()
        found = self.connection.sql(sql).toArrow()
        # Spark says of some columns that they are never empty, which no other engine does.
        return found.cast(pa.schema([field.with_nullable(True) for field in found.schema]))

    def splink(self) -> Any:
        """What Splink reaches this engine through."""
        if self._engine == "duckdb":
            from splink import DuckDBAPI

            return DuckDBAPI(connection=self.connection)
        from splink import SparkAPI

        if not _has_similarity(self.connection):
            remedy = "Put the jar named by splink.backends.spark.similarity_jar_location() in spark.jars."
            raise InputError("this Spark session lacks Splink's functions", argument="engine", remedy=remedy)
        context = self.connection.sparkContext
        context.setCheckpointDir(str(self._folder))
        parts = max(2, context.defaultParallelism)
        return SparkAPI(  # type: ignore[no-untyped-call]
            spark_session=self.connection, break_lineage_method="parquet", num_partitions_on_repartition=parts
        )

    def run(self, expression: ibis.Table) -> pa.Table:
        """Return the rows of an expression, in the types that the expression declares."""
        return self._backend.to_pyarrow(expression).replace_schema_metadata(None)


@contextmanager
def workspace(engine: str | Settings = "duckdb") -> Iterator[Workspace]:
    """Open an engine for the length of one measure. What it spills is removed on the way out, interrupted or not."""
    chosen = settings(engine)
    folder = Path(tempfile.mkdtemp(prefix="desistance-", dir=chosen.temporary_folder))
    try:
        if chosen.engine == "spark":
            yield Workspace(_spark(), folder, "spark")
        else:
            with _duckdb(chosen, folder) as backend:
                yield Workspace(backend, folder, "duckdb")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _duckdb(chosen: Settings, folder: Path) -> Iterator[Any]:
    import duckdb
    import ibis

    options: dict[str, Any] = {"temp_directory": str(folder), "preserve_insertion_order": False}
    if chosen.threads:
        options["threads"] = chosen.threads
    try:
        backend = ibis.duckdb.connect(memory_limit=chosen.memory_limit, **options)
    except duckdb.Error as error:
        says = f"DuckDB refused the settings ({str(error).splitlines()[0]})"
        raise InputError(says, argument="memory_limit", remedy="Write it as a size such as 500MB or 2GB.") from error
    try:
        if sys.stdout.isatty():
            backend.raw_sql("SET enable_progress_bar = true")
        yield backend
    except duckdb.OutOfMemoryException as error:
        remedy = "Give it more memory (DESISTANCE_MEMORY) or more room to spill (DESISTANCE_TEMP)."
        raise InputError(f"not enough memory within {chosen.memory_limit}", argument="engine", remedy=remedy) from error
    finally:
        backend.disconnect()


def _spark() -> Any:
    import ibis

    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        remedy = "Install it (requirements/spark.lock; it needs Java 17) or use engine='duckdb'."
        raise InputError("pyspark is not installed", argument="engine", remedy=remedy) from error
    if not shutil.which("java") and not os.environ.get("JAVA_HOME"):
        raise InputError("no Java was found", argument="engine", remedy="Install Java 17 or use engine='duckdb'.")
    session = SparkSession.getActiveSession() or _new_session(SparkSession.builder)
    return ibis.pyspark.connect(session)


def _has_similarity(session: Any) -> bool:
    """Whether a session was made with Splink's jar; it cannot be added later."""
    return "similarity" in (session.conf.get("spark.jars", "") or "")


def _similarity_jar() -> str:
    """Where Splink keeps the likeness functions that linkage needs on Spark; nowhere without Splink."""
    if importlib.util.find_spec("splink") is None:
        return ""
    from splink.backends.spark import similarity_jar_location

    return str(similarity_jar_location())


def _new_session(builder: Any) -> Any:
    return (
        builder.appName("desistance")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.jars", _similarity_jar())
        .getOrCreate()
    )
