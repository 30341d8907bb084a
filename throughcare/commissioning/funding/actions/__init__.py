"""Every write about money. Each checks who may, what the rules say, writes, and records one event or more."""
