"""What may be booked, recorded, told and sent, and what is counted of it. Pure: no clock, no database."""
