"""The parts of bench/gpu: it starts programs, takes turns and writes down; it measures nothing itself."""
