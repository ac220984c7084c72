"""From the button to the record: what is asked, said and confirmed."""
