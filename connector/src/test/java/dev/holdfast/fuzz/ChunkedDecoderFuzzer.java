package dev.holdfast.fuzz;

import dev.holdfast.http1.ChunkedDecoder;
import dev.holdfast.http1.ChunkedDecoder.Step;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The chunked decoder beside a second reading of RFC 9112 section 7.1: both accept the same bodies, with the same content, up to the same byte. */
public final class ChunkedDecoderFuzzer {
    private static final int MAX_TRAILER_SIZE = 64;
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final String TEXT = "[\t -~\u0080-\u00ff]";
    private static final Pattern SIZE_LINE = Pattern.compile("([0-9A-Fa-f]{1,15})((?:;" + TOKEN + "(?:=(?:" + TOKEN
            + "|\"(?:[\t !#-\\[\\]-~\u0080-\u00ff]|\\\\" + TEXT + ")*+\"))?)*+)\r\n");
    private static final Pattern TRAILER = Pattern.compile("(" + TOKEN + "):" + TEXT + "*+\r\n");
    private static final Set<String> HEAD_ONLY =
            Set.of("connection", "content-length", "expect", "host", "te", "trailer", "transfer-encoding", "upgrade");

    private ChunkedDecoderFuzzer() {}

    /** Called by the fuzzer: the bytes of a body, and maybe more. */
    public static void fuzzerTestOneInput(byte[] input) {
        String whole = decode(input, input.length);
        String single = decode(input, 1);
        Oracle.require(whole.equals(single), "single bytes change nothing", whole, single);
        String reference = reference(new String(input, StandardCharsets.ISO_8859_1));
        Oracle.require(whole.equals(reference), "both readers read the same", whole, reference);
    }

    /** Returns end and content, or nothing where the body is not whole or not well-formed. */
    private static String decode(byte[] input, int atOnce) {
        ChunkedDecoder decoder = new ChunkedDecoder(MAX_TRAILER_SIZE);
        ByteBuffer in = ByteBuffer.wrap(input);
        StringBuilder content = new StringBuilder();
        for (int limit = 0; limit < input.length; ) {
            limit = Math.min(input.length, limit + atOnce);
            in.limit(limit);
            Step step = decoder.advance(in);
            while (step == Step.CONTENT) {
                int count = (int) Math.min(in.remaining(), decoder.remainingInChunk());
                byte[] taken = new byte[count];
                in.get(taken);
                decoder.contentTaken(count);
                content.append(new String(taken, StandardCharsets.ISO_8859_1));
                step = decoder.advance(in);
            }
            if (step == Step.INVALID) {
                return "";
            }
            if (step == Step.END) {
                return in.position() + " " + content;
            }
        }
        return "";
    }

    private static String reference(String text) {
        StringBuilder content = new StringBuilder();
        Matcher line = SIZE_LINE.matcher(text);
        int at = 0;
        while (line.region(at, text.length()).lookingAt()) {
            long size = Long.parseLong(line.group(1), 16);
            if (line.group(2).length() > 256) {
                return "";
            }
            if (size == 0) {
                int end = endOfTrailers(text, line.end());
                return end < 0 ? "" : end + " " + content;
            }
            int from = line.end();
            if (size > text.length() - from || !text.startsWith("\r\n", from + (int) size)) {
                return "";
            }
            content.append(text, from, from + (int) size);
            at = from + (int) size + 2;
        }
        return "";
    }

    private static int endOfTrailers(String text, int from) {
        Matcher trailer = TRAILER.matcher(text);
        int at = from;
        while (trailer.region(at, text.length()).lookingAt()) {
            if (HEAD_ONLY.contains(trailer.group(1).toLowerCase(Locale.ROOT))) {
                return -1;
            }
            at = trailer.end();
        }
        return text.startsWith("\r\n", at) && at - from <= MAX_TRAILER_SIZE ? at + 2 : -1;
    }
}
