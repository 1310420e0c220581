package dev.holdfast.lifetime.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class ShadowPriceTest {
    private static final long SECOND = 1_000_000_000;

    private final Places places = new Places(0, 1000);
    private final ShadowPrice price = new ShadowPrice(90);
    private long now;

    @Test
    void holdingCostsNothingUpToTheTarget() {
        pass(60, 0);
        assertThat(price.level()).isZero();
        assertThat(price.value()).isZero();
        pass(60, 900);
        assertThat(price.level()).isZero();
    }

    @Test
    void beyondTheTargetThePriceDoublesEveryTwoSecondsWhereEveryPlaceIsTaken() {
        pass(1, 1000);
        assertThat(price.level()).isPositive();
        double first = price.value();
        pass(8, 1000);
        assertThat(price.value() / first).isCloseTo(16, within(1e-6));
    }

    @Test
    void halfwayToTheLimitItRisesHalfAsFast() {
        pass(1, 950);
        double first = price.value();
        pass(16, 950);
        assertThat(price.value() / first).isCloseTo(16, within(1e-6));
    }

    @Test
    void itStaysAtTheTargetAndFallsBelowToNothing() {
        pass(10, 1000);
        double high = price.value();
        pass(60, 900);
        assertThat(price.value()).isEqualTo(high);
        pass(4, 800);
        assertThat(price.value()).isLessThan(high);
        pass(8, 800);
        assertThat(price.level()).isZero();
    }

    @Test
    void itHasAnUpperEnd() {
        pass(3600, 2000);
        double highest = price.value();
        pass(3600, 2000);
        assertThat(price.value()).isEqualTo(highest).isBetween(50.0, 150.0);
    }

    @Test
    void aSilenceCountsAsASecondAtMost() {
        ShadowPrice silent = new ShadowPrice(90);
        silent.observe(places.use(1000), 3600 * SECOND);
        assertThat(silent.level()).isEqualTo(2);
    }

    @Test
    void withoutALimitThereIsNoPrice() {
        pass(10, 1000);
        assertThat(price.level()).isPositive();
        price.observe(Places.unlimited(), now + SECOND);
        assertThat(price.level()).isZero();
    }

    private void pass(int seconds, int inUse) {
        places.use(inUse);
        for (int i = 0; i < 10 * seconds; i++) {
            now += SECOND / 10;
            price.observe(places, now);
        }
    }
}
