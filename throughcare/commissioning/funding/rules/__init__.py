"""What may happen with money, and its calculations. Pure: integer pence in and out, no clock, no database."""
