"""The commands, by subject; a module here with commands of ``app`` is found by ``sotay.cli``."""
