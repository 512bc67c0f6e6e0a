"""The layouts of transcripts, one module each."""
