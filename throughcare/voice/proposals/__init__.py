"""What people asked for, who answers, what changed, and what those who asked are told."""
