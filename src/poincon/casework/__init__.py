"""Who handles which dossier: assignments, the queue of officials, how much each has, departures."""
