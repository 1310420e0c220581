package dev.holdfast.plan;

import dev.holdfast.scenario.Scenario;
import dev.holdfast.settings.ConfigurationException;
import java.util.Map;

/** Where a scenario comes from, with some of its keys set to something else. */
@FunctionalInterface
public interface ScenarioSource {
    /**
     * Returns the scenario.
     *
     * @param changes new values by key
     * @throws ConfigurationException if a value is not legal, or not with the others
     */
    Scenario with(Map<String, String> changes) throws ConfigurationException;
}
