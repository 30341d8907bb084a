"""Forms about people. Each that is acted on once carries a key, so that sending it twice does what it says once."""
