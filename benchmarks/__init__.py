"""How fast botbridge is, beside bare programs that do the same: `python -m benchmarks [--quick] [NAME …]`."""
