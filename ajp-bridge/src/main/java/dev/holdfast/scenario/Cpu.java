package dev.holdfast.scenario;

/**
 * The processors, which all work that is at them shares equally, none getting more than one of them.
 *
 * @param cores 1 to 4096, default 2
 * @param front what the front does for a request before it is forwarded; default nothing
 * @param back what a back end's thread does for a request, after its service; default nothing
 * @param shared whether front and back ends are on the same machine; otherwise each has {@code cores} of its own, the back ends together.
 *     Default true
 */
public record Cpu(int cores, Distribution front, Distribution back, boolean shared) {
    private static final int MAX_CORES = 4096;

    /** Two cores with nothing to do. */
    public static final Cpu IDLE = new Cpu(2, Distribution.ZERO, Distribution.ZERO, true);

    /** @throws IllegalArgumentException naming the component that is out of range */
    public Cpu {
        Ranges.require("cores", cores, 1, MAX_CORES);
    }
}
