UPDATE bench_hot SET reserved = reserved + 1, version = version + 1 WHERE id = 1 AND reserved + 1 <= on_hand;
