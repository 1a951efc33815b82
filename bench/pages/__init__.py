"""The tables of the documentation, made from the files in docs/results; `bench/tables` calls this."""
