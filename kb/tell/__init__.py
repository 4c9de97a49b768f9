"""Query → the lines of an answer, one module for each kind of question."""
