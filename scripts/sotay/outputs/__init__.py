"""Outputs: each turns one thing into bytes, and nothing else decides how it looks."""
