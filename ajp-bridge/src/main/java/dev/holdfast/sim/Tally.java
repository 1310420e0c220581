package dev.holdfast.sim;

import java.util.Arrays;

/**
 * A number for each constant of an enum; what an {@code EnumMap} would be, without an object for each number.
 *
 * @param <E> the enum
 */
final class Tally<E extends Enum<E>> {
    private final long[] numbers;

    Tally(Class<E> type) {
        this(new long[type.getEnumConstants().length]);
    }

    private Tally(long[] numbers) {
        this.numbers = numbers;
    }

    @SuppressWarnings("EnumOrdinal")
    long of(E constant) {
        return numbers[constant.ordinal()];
    }

    @SuppressWarnings("EnumOrdinal")
    void set(E constant, long number) {
        numbers[constant.ordinal()] = number;
    }

    @SuppressWarnings("EnumOrdinal")
    void add(E constant, long change) {
        numbers[constant.ordinal()] += change;
    }

    void addAll(Tally<E> other) {
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] += other.numbers[i];
        }
    }

    /** Returns the sum of all numbers. */
    long sum() {
        long sum = 0;
        for (long number : numbers) {
            sum += number;
        }
        return sum;
    }

    Tally<E> copy() {
        return new Tally<>(numbers.clone());
    }

    Tally<E> minus(Tally<E> other) {
        long[] differences = numbers.clone();
        Arrays.setAll(differences, i -> numbers[i] - other.numbers[i]);
        return new Tally<>(differences);
    }
}
