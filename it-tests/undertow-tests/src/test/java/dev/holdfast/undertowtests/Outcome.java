package dev.holdfast.undertowtests;

/**
 * How one test ended.
 *
 * @param why the first line of the failure, empty where there was none
 */
record Outcome(Status status, String why) {
    /** What a test can come to. */
    enum Status {
        PASSED,
        FAILED,
        SKIPPED
    }

    static final Outcome PASSED = new Outcome(Status.PASSED, "");
    static final Outcome SKIPPED = new Outcome(Status.SKIPPED, "");

    static Outcome failed(String why) {
        return new Outcome(Status.FAILED, why);
    }

    boolean isFailed() {
        return status == Status.FAILED;
    }
}
