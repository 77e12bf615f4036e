"""Proving who one is: the parts that `people.second_factor`, `people.single_sign_on` and `people.sessions` stand on."""
