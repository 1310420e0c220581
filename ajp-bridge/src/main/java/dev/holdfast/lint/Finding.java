package dev.holdfast.lint;

import dev.holdfast.config.Origin;

/**
 * What a rule has found.
 *
 * @param origin the line that it is about; where nobody wrote the value down, a line nearby
 * @param message what is wrong, with the numbers
 * @param fix the line or attribute to write
 */
public record Finding(Rule rule, Severity severity, Origin origin, String message, String fix) {}
