"""What acts on subjects share: refusals with a reason, moves between states, rows locked one at a time, their kinds."""
