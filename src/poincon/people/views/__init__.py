"""Pages of persons: one module for each thing one comes to do."""
