package dev.holdfast.scenario;

import dev.holdfast.settings.ConfigurationException;
import dev.holdfast.settings.GivenSettings;
import dev.holdfast.words.Located;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code {exp: 50ms}} and what else a key may have that takes a distribution. */
final class DistributionReader {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double MAX_MILLIS = LongestDuration.LONGEST.toMillis();
    private static final long MAX_TRACE_BYTES = 1 << 26;

    private final GivenSettings given;
    private final Path folder;

    /** @param folder what the name of a trace's file is relative to */
    DistributionReader(GivenSettings given, Path folder) {
        this.given = given;
        this.folder = folder;
    }

    Distribution read(ScenarioKey key, Distribution whenAbsent) throws ConfigurationException {
        List<String> present = key.spellings().filter(given::isGiven).toList();
        if (present.isEmpty()) {
            return whenAbsent;
        }
        String first = present.get(0);
        for (String other : present) {
            if (!form(key, other).equals(form(key, first))) {
                throw new ConfigurationException(
                        given.place(other) + ": " + other + " is given, but so is " + first + ", and it must be one");
            }
        }
        return switch (form(key, first)) {
            case "exp" -> exp(first);
            case "const" -> constant(first);
            case "lognormal" -> lognormal(key.toString() + ".lognormal", first);
            case "bimodal" -> bimodal(key.toString() + ".bimodal", first);
            default -> trace(first);
        };
    }

    /** Returns what follows the key, up to the next dot. */
    private static String form(ScenarioKey key, String spelling) {
        String rest = spelling.substring(key.toString().length() + 1);
        int dot = rest.indexOf('.');
        return dot < 0 ? rest : rest.substring(0, dot);
    }

    private Distribution constant(String key) throws ConfigurationException {
        Duration value = given.duration(key, Duration.ZERO);
        return Located.make(given, () -> new Distribution.Const(value), component -> Optional.of(key));
    }

    private Distribution exp(String key) throws ConfigurationException {
        Duration mean = given.duration(key, Duration.ZERO);
        return Located.make(given, () -> new Distribution.Exp(mean), component -> Optional.of(key));
    }

    private Distribution lognormal(String prefix, String present) throws ConfigurationException {
        String meanKey = prefix + ".mean";
        String cvKey = prefix + ".cv";
        require(List.of(meanKey, cvKey), present);
        Duration mean = given.duration(meanKey, Duration.ZERO);
        double cv = given.value(cvKey, 0.0, "a number such as 0.5 or 2", Numbers::decimal);
        return Located.make(
                given,
                () -> new Distribution.Lognormal(mean, cv),
                component -> Optional.of(component.equals("cv") ? cvKey : meanKey));
    }

    private Distribution bimodal(String prefix, String present) throws ConfigurationException {
        String fastKey = prefix + ".fast";
        String slowKey = prefix + ".slow";
        String shareKey = prefix + ".slowShare";
        require(List.of(fastKey, slowKey, shareKey), present);
        Duration fast = given.duration(fastKey, Duration.ZERO);
        Duration slow = given.duration(slowKey, Duration.ZERO);
        double share = given.value(shareKey, 0.0, "a number such as 0.05", Numbers::decimal);
        return Located.make(
                given,
                () -> new Distribution.Bimodal(fast, slow, share),
                component -> Optional.of(prefix + "." + component));
    }

    private void require(List<String> keys, String present) throws ConfigurationException {
        for (String needed : keys) {
            if (!given.isGiven(needed)) {
                throw new ConfigurationException(given.place(present) + ": " + needed + " is missing");
            }
        }
    }

    private Distribution trace(String key) throws ConfigurationException {
        List<Long> nanos = times(key);
        return Located.make(given, () -> new Trace(nanos), component -> Optional.of(key));
    }

    /** Reads the times in the file that the key names, in their order. */
    List<Long> times(String key) throws ConfigurationException {
        Path file = given.value(key, folder, "the name of a file", text -> Numbers.path(folder, text));
        List<Long> nanos = new ArrayList<>();
        int number = 0;
        for (String line : lines(key, file)) {
            number++;
            String text = line.strip();
            if (!text.isEmpty() && !text.startsWith("#")) {
                nanos.add(time(file, number, text));
            }
        }
        return nanos;
    }

    private List<String> lines(String key, Path file) throws ConfigurationException {
        try {
            if (Files.size(file) > MAX_TRACE_BYTES) {
                throw new ConfigurationException(
                        given.place(key) + ": " + file + " has more than " + MAX_TRACE_BYTES + " bytes");
            }
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new ConfigurationException(
                    given.place(key) + ": " + key + ": " + file + " cannot be read as a trace: " + reason(e));
        }
    }

    private static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof CharacterCodingException) {
            return "it is not text in UTF-8";
        }
        String message = e.getMessage();
        return message == null ? "input or output failed" : message;
    }

    private static long time(Path file, int line, String text) throws ConfigurationException {
        Optional<Duration> duration = LongestDuration.parse(text);
        if (duration.isPresent()) {
            return duration.get().toNanos();
        }
        Optional<Double> millis = Numbers.decimal(text).filter(number -> number >= 0 && number <= MAX_MILLIS);
        if (millis.isEmpty()) {
            throw new ConfigurationException(file + ":" + line + ": \"" + text
                    + "\" is no time; a line is a number of milliseconds such as 12.5, or " + LongestDuration.LEGAL);
        }
        return Math.round(millis.get() * NANOS_PER_MILLI);
    }
}
