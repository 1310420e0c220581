package dev.holdfast.httpd;

import dev.holdfast.config.Values;
import java.time.Duration;

/**
 * One limit of RequestReadTimeout.
 *
 * @param timeout for all of it, or if there is a rate until the rate allows more; zero is no limit
 * @param max the most that the rate allows; zero is no limit
 * @param minRate bytes that allow a second more; 0 is no extension
 */
public record ReadTimeout(Duration timeout, Duration max, int minRate) {
    /** No limit. */
    public static final ReadTimeout NONE = new ReadTimeout(Duration.ZERO, Duration.ZERO, 0);

    /** @throws IllegalArgumentException saying what is legal */
    static ReadTimeout parse(String text) {
        String lower = Values.lower(text);
        int rate = lower.indexOf(",minrate=");
        String times = rate < 0 ? text : text.substring(0, rate);
        int minRate = rate < 0 ? 0 : number(text.substring(rate + ",minrate=".length()));
        int dash = times.indexOf('-');
        int first = number(dash < 0 ? times : times.substring(0, dash));
        int last = dash < 0 ? 0 : number(times.substring(dash + 1));
        if ((rate >= 0 && minRate == 0) || (dash >= 0 && rate < 0) || (last > 0 && last <= first)) {
            throw expected();
        }
        return new ReadTimeout(Duration.ofSeconds(first), Duration.ofSeconds(last), minRate);
    }

    /** As the directive has it: {@code 20}, {@code 20,MinRate=500}, {@code 20-40,MinRate=500}. */
    @Override
    public String toString() {
        return timeout.toSeconds()
                + (max.isZero() ? "" : "-" + max.toSeconds())
                + (minRate == 0 ? "" : ",MinRate=" + minRate);
    }

    private static int number(String text) {
        if (!text.matches("\\d{1,9}")) {
            throw expected();
        }
        return Integer.parseInt(text);
    }

    private static IllegalArgumentException expected() {
        return new IllegalArgumentException(
                "seconds, seconds,MinRate=bytes or seconds-more,MinRate=bytes with a rate above 0");
    }
}
