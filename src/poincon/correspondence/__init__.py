"""What is written about a subject: letters that were sent, exchanges with a structure, notes of officials."""
