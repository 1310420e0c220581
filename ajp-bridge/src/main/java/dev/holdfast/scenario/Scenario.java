package dev.holdfast.scenario;

import dev.holdfast.mpm.MpmSettings;
import java.util.Optional;

/**
 * A system and its users.
 *
 * @param front the processes and threads that take connections; empty for a front that never lacks a worker and closes no idle connection
 *     ({@code front.model: native})
 * @param forwarding how the front reaches the back ends
 * @param back the back ends, which are all alike
 * @param users who asks
 * @param service how long a back end's thread has a request, CPU apart
 * @param network what the way there and back takes
 * @param kernel what the operating system below the front does
 * @param cpu the processors and what they have to do
 * @param run for how long, and how often
 */
public record Scenario(
        Optional<MpmSettings> front,
        Forwarding forwarding,
        Back back,
        Users users,
        Distribution service,
        Network network,
        Kernel kernel,
        Cpu cpu,
        Run run) {
    /** Returns this scenario with another {@code front}. */
    public Scenario withFront(MpmSettings newFront) {
        return new Scenario(Optional.of(newFront), forwarding, back, users, service, network, kernel, cpu, run);
    }

    /** Returns this scenario with another {@code forwarding}. */
    public Scenario withForwarding(Forwarding newForwarding) {
        return new Scenario(front, newForwarding, back, users, service, network, kernel, cpu, run);
    }

    /** Returns this scenario with another {@code back}. */
    public Scenario withBack(Back newBack) {
        return new Scenario(front, forwarding, newBack, users, service, network, kernel, cpu, run);
    }

    /** Returns this scenario with other {@code users}. */
    public Scenario withUsers(Users newUsers) {
        return new Scenario(front, forwarding, back, newUsers, service, network, kernel, cpu, run);
    }

    /** Returns this scenario with another {@code service}. */
    public Scenario withService(Distribution newService) {
        return new Scenario(front, forwarding, back, users, newService, network, kernel, cpu, run);
    }

    /** Returns this scenario with another {@code network}. */
    public Scenario withNetwork(Network newNetwork) {
        return new Scenario(front, forwarding, back, users, service, newNetwork, kernel, cpu, run);
    }

    /** Returns this scenario with another {@code kernel}. */
    public Scenario withKernel(Kernel newKernel) {
        return new Scenario(front, forwarding, back, users, service, network, newKernel, cpu, run);
    }

    /** Returns this scenario with another {@code run}. */
    public Scenario withRun(Run newRun) {
        return new Scenario(front, forwarding, back, users, service, network, kernel, cpu, newRun);
    }
}
