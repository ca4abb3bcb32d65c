"""sotay: static-site document control for agencies that run TCVN ISO 9001:2015."""

__version__ = "0.1.0"
