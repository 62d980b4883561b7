"""The roadmap: what is done when, what each step waits for, what stands at the end of each quarter, and how far it has come."""
