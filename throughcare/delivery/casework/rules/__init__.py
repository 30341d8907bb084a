"""Rules of casework: pure, given everything they need."""
