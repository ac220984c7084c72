"""What our own steps cost for each byte of a text: a fuzzer with processor time as the judge."""
