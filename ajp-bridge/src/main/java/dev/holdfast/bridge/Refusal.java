package dev.holdfast.bridge;

/**
 * What the client is told where no back end answers it.
 *
 * @param status {@link BridgeFailure#status}, or the one that the front which is reproduced has for it
 */
record Refusal(BridgeFailure why, int status) {
    static Refusal of(BridgeFailure why) {
        return new Refusal(why, why.status());
    }
}
