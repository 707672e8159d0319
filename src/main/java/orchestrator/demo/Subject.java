package orchestrator.demo;

/** What is to be painted: everything the picture depends on but its size. */
record Subject(String prompt, String negative, long seed, int steps, double cfg) {
    /** Picture {@code index} of a batch: of the same prompt, but not the same. */
    Subject variation(int index) {
        return index == 0 ? this : new Subject(prompt, negative, seed + index * 0x9E3779B97F4A7C15L, steps, cfg);
    }
}
