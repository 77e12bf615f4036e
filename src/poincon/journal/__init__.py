"""The record of acts: append-only, hash-chained by subject, sealed by day."""
