"""The page on which a person checks and corrects an alignment."""
