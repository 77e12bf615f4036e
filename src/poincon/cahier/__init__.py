"""Requirements as code: a programme is a folder of data; one evaluator judges a dossier, or a population, and explains."""
