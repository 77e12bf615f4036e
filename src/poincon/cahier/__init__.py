"""Requirements as code: a programme is a folder of data; one evaluator judges a dossier, or many, and explains."""
