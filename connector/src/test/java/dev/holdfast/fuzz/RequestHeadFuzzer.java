package dev.holdfast.fuzz;

import dev.holdfast.http1.HeadLimits;
import dev.holdfast.http1.RequestHeadParser;
import dev.holdfast.http1.RequestHeadParser.Progress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** The head parser beside a second reading of RFC 9112, made of regular expressions: both accept the same heads, and end them at the same byte. */
public final class RequestHeadFuzzer {
    private static final HeadLimits NO_LIMITS = new HeadLimits(1 << 20, 1 << 20, 1 << 20);
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final Pattern REQUEST_LINE =
            Pattern.compile(TOKEN + " [!$%&'()*+,./0-9:;=?@A-Z\\[\\]_a-z~-]+ HTTP/1\\.[0-9]");
    private static final Pattern FIELD_LINE = Pattern.compile(TOKEN + ":[\t -~\u0080-\u00ff]*");

    private RequestHeadFuzzer() {}

    /** Called by the fuzzer: the bytes of a head, and maybe more. */
    public static void fuzzerTestOneInput(byte[] input) {
        RequestHeadParser parser = new RequestHeadParser(NO_LIMITS);
        parser.begin(0);
        Progress progress = parser.parse(ByteBuffer.wrap(input));
        int end = progress == Progress.COMPLETE ? parser.head().end() : -1;
        int reference = end(new String(input, StandardCharsets.ISO_8859_1));
        Oracle.require(end == reference, "both readers end the head there", end, reference, progress);
    }

    /** Returns the index behind the head, or -1 where no whole and well-formed head is there. */
    private static int end(String text) {
        int start = 0;
        while (text.startsWith("\r\n", start)) {
            start += 2;
        }
        int last = text.indexOf("\r\n\r\n", start);
        if (last < 0) {
            return -1;
        }
        String[] lines = text.substring(start, last).split("\r\n", -1);
        boolean wellFormed = REQUEST_LINE.matcher(lines[0]).matches();
        for (int i = 1; i < lines.length; i++) {
            wellFormed &= FIELD_LINE.matcher(lines[i]).matches();
        }
        return wellFormed ? last + 4 : -1;
    }
}
