"""Programs that measure costs; they are run by hand."""
