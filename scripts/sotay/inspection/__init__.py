"""Self-inspection: what an inspector would find today, by the thirteen items of Circular 26/2014/TT-BKHCN, Article 36."""
