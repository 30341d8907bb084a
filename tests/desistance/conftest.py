"""One Spark session for all tests that need it."""

import gc
import os
import shutil

import pytest


@pytest.fixture(scope="session")
def _spark_session():
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        pytest.skip("NO JAVA HERE: nothing on Spark was tested")
    from pyspark.sql import SparkSession
    from splink.backends.spark import similarity_jar_location

    session = (
        SparkSession.builder.master("local[2]")
        .appName("tests")
        .config("spark.jars", similarity_jar_location())
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.shuffle.partitions", "1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .getOrCreate()
    )
    yield session
    session.stop()


@pytest.fixture
def spark(_spark_session):
    """The session. pyspark leaves sockets to the collector: collect them where the test may ignore them."""
    yield _spark_session
    gc.collect()
