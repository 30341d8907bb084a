"""Rules of proposals: pure, without a database or a clock."""
