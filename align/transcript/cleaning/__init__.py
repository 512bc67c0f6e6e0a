"""What stands on a page and nobody says, one module a kind; the table is `align.transcript.cleaning.steps`."""
