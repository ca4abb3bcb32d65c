"""The master lists: documents, laws, forms, records, and who holds what (TCVN ISO 9001:2015, clause 7.5.3)."""
