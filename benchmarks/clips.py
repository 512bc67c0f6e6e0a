"""Figures for clips: finding quotes, cutting, rendering."""
