"""What was published, and whether it still is: the manifest, what files say of themselves, and the check of both."""
