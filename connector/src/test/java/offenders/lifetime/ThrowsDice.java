package offenders.lifetime;

import java.util.Random;

/** Breaks the rule that randomness is injected. */
final class ThrowsDice {
    int roll(Random dice) {
        return dice.nextInt(6);
    }
}
