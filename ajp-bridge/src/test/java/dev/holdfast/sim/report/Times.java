package dev.holdfast.sim.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.scenario.Scenario;
import dev.holdfast.sim.Observation;
import dev.holdfast.sim.Part;
import dev.holdfast.sim.Simulation;
import dev.holdfast.sim.Slice;
import dev.holdfast.sim.Sum;
import java.util.EnumMap;
import java.util.Map;

/** What all requests of one run took together, to the nanosecond. */
final class Times {
    private Times() {}

    static void expect(Scenario scenario, long completed, Map<Part, Long> parts) {
        Observation observation = Simulation.run(scenario, 0, done -> {});
        Slice first = observation.slices().get(0);
        Slice all = observation.slices().get(Simulation.SLICES).since(first);
        assertThat(all.of(Sum.COMPLETED)).isEqualTo(completed);
        Map<Part, Long> expected = new EnumMap<>(Part.class);
        Map<Part, Long> found = new EnumMap<>(Part.class);
        long sum = 0;
        for (Part part : Part.values()) {
            expected.put(part, parts.getOrDefault(part, 0L));
            found.put(part, all.of(part));
            sum += all.of(part);
        }
        assertThat(found).isEqualTo(expected);
        assertThat(all.of(Sum.TESTER)).isEqualTo(sum);
    }
}
