package dev.holdfast.balance;

/**
 * A member at one instant.
 *
 * @param settings as given, but for the activation, which is the present one
 * @param health what the balancer believes
 * @param busy requests it was chosen for that have not ended
 * @param elected how often it was chosen
 * @param failures how many of those ended in a way that speaks against it
 */
public record MemberStatus(MemberSettings settings, Health health, int busy, long elected, long failures) {}
