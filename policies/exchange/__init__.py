"""What goes in or out in bulk: old histories, evidence packs, and the proof that all is well."""
