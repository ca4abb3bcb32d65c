"""Figures: counted by Ibis expressions over the registers, never typed."""
