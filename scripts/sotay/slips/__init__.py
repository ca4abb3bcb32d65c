"""Slips and letters of the one-stop shop: forms as data, words from templates that an office can edit."""
