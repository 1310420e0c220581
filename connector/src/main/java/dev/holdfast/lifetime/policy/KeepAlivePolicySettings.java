package dev.holdfast.lifetime.policy;

/** Which policy, and its settings; the policies' names are {@code fixed}, {@code pressure} and {@code adaptive}. */
public sealed interface KeepAlivePolicySettings permits FixedSettings, PressureSettings, AdaptiveSettings {
    /** Returns the longest time any connection may idle between two requests, in nanoseconds; more than 0. */
    long keepAliveTimeoutNanos();
}
