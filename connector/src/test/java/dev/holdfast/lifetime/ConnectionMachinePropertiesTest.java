package dev.holdfast.lifetime;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

/** Any events in any order, legal or not, told in the shortest way where something does not hold. */
final class ConnectionMachinePropertiesTest {
    @Property(tries = 5000)
    void whatHoldsForEveryConnectionHolds(@ForAll @Size(max = 160) byte[] story) {
        MachineLife.live(story);
    }
}
