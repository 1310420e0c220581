package dev.holdfast.connector.servlet;

import dev.holdfast.connector.DurationText;
import dev.holdfast.connector.KeepAliveHeader;
import dev.holdfast.connector.KeepAlivePolicyKind;
import dev.holdfast.connector.WorkerModel;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * How values of one kind are written.
 *
 * @param legal what is legal, to follow "must be"
 * @param reader the value, or nothing where a text stands for none
 */
record SettingText<T>(String legal, Function<String, Optional<T>> reader) {
    static final SettingText<String> NOT_EMPTY =
            new SettingText<>("not empty", text -> Optional.of(text).filter(address -> !address.isEmpty()));
    static final SettingText<Long> LONG = new SettingText<>("a whole number", SettingText::whole);
    static final SettingText<Integer> INTEGER = new SettingText<>(
            "a whole number up to " + Integer.MAX_VALUE, text -> within(text, -Integer.MAX_VALUE, Integer.MAX_VALUE));
    static final SettingText<Integer> PORT =
            new SettingText<>("a port from 0 (any free one) to 65535", text -> within(text, 0, 65535));
    static final SettingText<Duration> DURATION = new SettingText<>(DurationText.LEGAL, DurationText::parse);
    static final SettingText<Boolean> TRUE_OR_FALSE = oneOf("true or false", Map.of("true", true, "false", false));
    static final SettingText<String> PATTERN = new SettingText<>("a regular expression", SettingText::pattern);
    static final SettingText<WorkerModel> WORKER_MODEL =
            oneOf("event or worker", Map.of("event", WorkerModel.EVENT, "worker", WorkerModel.WORKER));
    static final SettingText<KeepAliveHeader> KEEP_ALIVE_HEADER = oneOf(
            "always, whenAsked or never",
            Map.of(
                    "always",
                    KeepAliveHeader.ALWAYS,
                    "whenAsked",
                    KeepAliveHeader.WHEN_ASKED,
                    "never",
                    KeepAliveHeader.NEVER));
    static final SettingText<KeepAlivePolicyKind> KEEP_ALIVE_POLICY = oneOf(
            "fixed, pressure or adaptive",
            Map.of(
                    "fixed",
                    KeepAlivePolicyKind.FIXED,
                    "pressure",
                    KeepAlivePolicyKind.PRESSURE,
                    "adaptive",
                    KeepAlivePolicyKind.ADAPTIVE));

    Optional<T> parse(String text) {
        return reader.apply(text);
    }

    private static <T> SettingText<T> oneOf(String legal, Map<String, T> values) {
        return new SettingText<>(legal, text -> Optional.ofNullable(values.get(text)));
    }

    private static Optional<Integer> within(String text, int lowest, int highest) {
        return whole(text)
                .filter(number -> number >= lowest && number <= highest)
                .map(Long::intValue);
    }

    private static Optional<Long> whole(String text) {
        try {
            return Optional.of(Long.parseLong(text));
        } catch (NumberFormatException notWhole) {
            return Optional.empty();
        }
    }

    private static Optional<String> pattern(String text) {
        try {
            return Optional.of(Pattern.compile(text).pattern());
        } catch (PatternSyntaxException notAPattern) {
            return Optional.empty();
        }
    }
}
