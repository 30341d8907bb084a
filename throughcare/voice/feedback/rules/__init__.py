"""What feedback decides, pure: reading age, codes, answers, shuffling, small groups, calls for help, steps."""
