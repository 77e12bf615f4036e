"""Django's backend for PostgreSQL, with a bound on how long the server of pages waits for an answer."""
