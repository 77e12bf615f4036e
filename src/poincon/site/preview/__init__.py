"""`poincon preview`: a programme's form and results in the browser, read again at each save. Nothing is kept."""
