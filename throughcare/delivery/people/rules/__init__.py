"""What decides about people, without database or clock."""
