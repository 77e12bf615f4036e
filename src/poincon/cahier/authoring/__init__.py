"""What helps to write a programme: a first package, what is to be translated, cases around thresholds, schemas."""
