package dev.holdfast.http1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The table of hostile and odd requests, {@code vectors.txt}; what its columns mean stands on its top. */
public final class HttpVectors {
    /**
     * One line of the table.
     *
     * @param decoded whether only the decoding of the request target, which is Undertow's, finds the fault
     * @param wire what is sent, each byte one character
     */
    public record Vector(String name, List<String> expected, boolean decoded, String source, String wire) {
        /** Returns what is sent. */
        public byte[] bytes() {
            return wire.getBytes(StandardCharsets.ISO_8859_1);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static final String DECODED = " (decoded)";

    private final Map<String, String> abbreviations = new HashMap<>();
    private final List<Vector> vectors = new ArrayList<>();

    private HttpVectors() {}

    /** Returns the table. */
    public static List<Vector> all() {
        try (InputStream in = Objects.requireNonNull(HttpVectors.class.getResourceAsStream("vectors.txt"))) {
            HttpVectors file = new HttpVectors();
            new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(file::line);
            return file.vectors;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private void line(String line) {
        if (line.isBlank() || line.startsWith("#")) {
            return;
        }
        if (line.startsWith("@")) {
            String[] parts = line.substring(1).split(" = ", 2);
            abbreviations.put(parts[0], parts[1]);
            return;
        }
        String[] columns = line.split(" +:: +", 4);
        if (columns.length != 4) {
            throw new IllegalArgumentException("four columns are missing: " + line);
        }
        boolean decoded = columns[1].endsWith(DECODED);
        String expected = decoded ? columns[1].substring(0, columns[1].length() - DECODED.length()) : columns[1];
        String wire = new String(new Unescaping(columns[3]).bytes(), StandardCharsets.ISO_8859_1);
        vectors.add(new Vector(columns[0], List.of(expected.split(" \\+ ")), decoded, columns[2], wire));
    }

    /** Turns the last column into bytes. */
    private final class Unescaping {
        private final String text;
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private int at;

        Unescaping(String text) {
            this.text = text;
        }

        byte[] bytes() {
            while (at < text.length()) {
                char c = text.charAt(at++);
                switch (c) {
                    case '|' -> write("\r\n");
                    case '\\' -> escape(text.charAt(at++));
                    case '<' -> abbreviation(until('>'));
                    case '{' -> repetition(until('}'));
                    default -> out.write(c);
                }
            }
            return out.toByteArray();
        }

        private String until(char end) {
            int from = at;
            at = text.indexOf(end, from) + 1;
            if (at == 0) {
                throw new IllegalArgumentException(end + " is missing: " + text);
            }
            return text.substring(from, at - 1);
        }

        private void escape(char c) {
            switch (c) {
                case 'r' -> out.write('\r');
                case 'n' -> out.write('\n');
                case 't' -> out.write('\t');
                case '0' -> out.write(0);
                case 'x' -> {
                    out.write(Integer.parseInt(text.substring(at, at + 2), 16));
                    at += 2;
                }
                default -> out.write(c);
            }
        }

        private void abbreviation(String name) {
            String meaning = abbreviations.get(name);
            if (meaning == null) {
                throw new IllegalArgumentException("unknown <" + name + ">: " + text);
            }
            out.writeBytes(new Unescaping(meaning).bytes());
        }

        private void repetition(String what) {
            int star = what.lastIndexOf('*');
            byte[] once = new Unescaping(what.substring(0, star)).bytes();
            for (int i = Integer.parseInt(what.substring(star + 1)); i > 0; i--) {
                out.writeBytes(once);
            }
        }

        private void write(String bytes) {
            out.writeBytes(bytes.getBytes(StandardCharsets.ISO_8859_1));
        }
    }
}
