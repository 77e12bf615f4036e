"""How one comes in, belongs, leaves: requests, invitations, structures, departures, erasure; what is kept of it."""
