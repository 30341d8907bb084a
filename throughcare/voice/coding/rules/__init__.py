"""Rules of making sense of comments: pure, without a database or a clock."""
