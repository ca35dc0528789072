"""Where the bytes of elements are kept, behind one interface that apps may replace."""
