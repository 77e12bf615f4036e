"""Work done apart from pages: queued in the same transaction as the act that asks for it, tried again, never lost."""
