"""How fast and how large: each module prints one table, of ratios measured in one run with interleaved repetitions."""
