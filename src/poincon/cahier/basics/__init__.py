"""What every other room of the library stands on: bilingual texts, problems, located trees, exact numbers, units."""
