/**
 * What is to be simulated or computed: a front, its pools, back ends, users and a service, as a YAML file says. The words of the front, the
 * pool and the balancer are the live gateway's own ({@link dev.holdfast.words}); all others are {@link dev.holdfast.scenario.ScenarioKey}s.
 */
@NullMarked
package dev.holdfast.scenario;

import org.jspecify.annotations.NullMarked;
