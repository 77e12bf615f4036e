"""What every act on a subject shares: refusals with their reason, moves between states, one row locked at a time."""
