"""One module an acoustic model."""
