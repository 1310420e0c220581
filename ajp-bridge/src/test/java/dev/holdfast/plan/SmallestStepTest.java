package dev.holdfast.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class SmallestStepTest {
    @Test
    void isFoundFromEveryGuess() {
        for (int steps = 1; steps <= 20; steps++) {
            for (int smallest = 0; smallest < steps; smallest++) {
                for (int guess = 0; guess < steps; guess++) {
                    int least = smallest;
                    assertThat(SmallestStep.from(guess, steps, step -> step >= least))
                            .as(steps + " steps, guess " + guess)
                            .isEqualTo(smallest);
                }
            }
        }
    }

    @Test
    void isNoneWhereNoneIsEnough() {
        for (int guess = 0; guess < 9; guess++) {
            assertThat(SmallestStep.from(guess, 9, step -> false)).isEqualTo(-1);
        }
    }

    @Test
    void aGoodGuessSavesQuestions() {
        assertThat(questions(200, 200)).isEqualTo(2);
        assertThat(questions(201, 200)).isEqualTo(4);
        assertThat(questions(199, 200)).isEqualTo(2);
        assertThat(questions(0, 399)).isLessThan(20);
    }

    private static int questions(int guess, int smallest) {
        AtomicInteger asked = new AtomicInteger();
        SmallestStep.from(guess, 400, step -> {
            asked.incrementAndGet();
            return step >= smallest;
        });
        return asked.get();
    }
}
