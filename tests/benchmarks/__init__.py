"""What things cost: programs that measure, run by hand."""
