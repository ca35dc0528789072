"""One database under both ports (`data` and `state`): its URL, its engine, its writer, its schema's history."""
