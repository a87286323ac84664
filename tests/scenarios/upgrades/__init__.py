"""What older versions and other Pythons left in their databases is answered."""
