"""What a service's definition is, whether it is sound, and what its eligibility rule says of a person."""
