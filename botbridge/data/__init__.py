"""What users keep: people, threads, steps, elements and feedback, behind one interface that apps may replace."""
