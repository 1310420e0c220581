package dev.holdfast.fuzz;

import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Every fuzz target on what it begins with, and on what a few changes make of that; {@code -Pfuzz} really fuzzes. */
final class AjpFuzzersTest {
    private static final int CHANGED = 2000;

    private static void feed(List<byte[]> seeds, Consumer<byte[]> target) {
        Random random = new Random(1);
        for (byte[] seed : seeds) {
            target.accept(seed);
            for (int i = 0; i < CHANGED; i++) {
                byte[] changed = seed.clone();
                for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
                    changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
                }
                target.accept(changed);
            }
        }
    }

    @Test
    void bytesOfBothSides() {
        feed(AjpSeeds.bytes(), AjpBytesFuzzer::fuzzerTestOneInput);
    }

    @Test
    void containersThatSayAnything() {
        feed(AjpSeeds.client(), AjpClientFuzzer::fuzzerTestOneInput);
    }

    @Test
    void frontsThatSayAnything() {
        feed(AjpSeeds.server(), AjpServerFuzzer::fuzzerTestOneInput);
    }

    @Test
    void httpBackEndsThatSayAnything() {
        feed(AjpSeeds.http(), HttpResponseFuzzer::fuzzerTestOneInput);
    }
}
