"""Changes by mail: people leave an address, confirm it, are told once of each change, and leave."""
