/**
 * What an application would notice if its front spoke HTTP to it instead of AJP: the same requests put to both, and the answers compared. Blocking;
 * a tool for one run, not for traffic.
 */
@NullMarked
package dev.holdfast.bridge.compare;

import org.jspecify.annotations.NullMarked;
