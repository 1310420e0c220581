package dev.holdfast.fuzz;

import dev.holdfast.http1.HeadLimits;
import dev.holdfast.http1.HttpVersion;
import dev.holdfast.http1.Persistence;
import dev.holdfast.http1.WireReader;
import dev.holdfast.http1.WireReader.Message;
import dev.holdfast.http1.WireReader.Transcript;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * All that one connection may send: parser, framing and chunked decoder together. However the bytes are cut they mean the same, what is accepted
 * is well-formed, and what is accepted means the same when written anew.
 */
public final class ConnectionBytesFuzzer {
    private static final int CUTS = 3;
    private static final int BYTE_BY_BYTE_UP_TO = 100;
    private static final HeadLimits TIGHT = new HeadLimits(40, 100, 4);

    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final String VISIBLE = "[!-~\u0080-\u00ff]";
    private static final Pattern METHOD = Pattern.compile(TOKEN);
    private static final Pattern TARGET = Pattern.compile("[!$%&'()*+,./0-9:;=?@A-Z\\[\\]_a-z~-]+");
    private static final Pattern HOST = Pattern.compile("[^/?#@\\\\\\s]*");
    private static final Pattern FIELD =
            Pattern.compile(TOKEN + "=(|" + VISIBLE + "([\t -~\u0080-\u00ff]*" + VISIBLE + ")?)");

    private ConnectionBytesFuzzer() {}

    /** Called by the fuzzer: limits, cuts, then the bytes. */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length <= CUTS) {
            return;
        }
        HeadLimits limits = (input[0] & 1) == 0 ? WireReader.LIMITS : TIGHT;
        byte[] wire = Arrays.copyOfRange(input, CUTS, input.length);
        Transcript whole = WireReader.read(limits, wire);
        int[] cuts = cuts(input, wire.length);
        Transcript cut = WireReader.read(limits, wire, cuts);
        Oracle.require(whole.equals(cut), "cutting changes nothing", whole, cut, Arrays.toString(cuts));
        if (wire.length <= BYTE_BY_BYTE_UP_TO) {
            Transcript single = WireReader.read(limits, wire, WireReader.everyIndex(wire));
            Oracle.require(whole.equals(single), "single bytes change nothing", whole, single);
        }
        whole.messages().forEach(ConnectionBytesFuzzer::isWellFormed);
        meansTheSameWhenWrittenAnew(whole.messages());
    }

    /** Puts what the fuzzer has to be told before {@code wire}. */
    static byte[] input(byte[] wire) {
        byte[] input = new byte[CUTS + wire.length];
        input[1] = 10;
        input[2] = 100;
        System.arraycopy(wire, 0, input, CUTS, wire.length);
        return input;
    }

    private static int[] cuts(byte[] input, int length) {
        int[] cuts = new int[CUTS];
        for (int i = 0; i < CUTS; i++) {
            cuts[i] = Math.min(input[i] & 0xFF, length);
        }
        Arrays.sort(cuts);
        return cuts;
    }

    private static void isWellFormed(Message message) {
        Oracle.require(METHOD.matcher(message.method()).matches(), "a method is a token", message.method());
        Oracle.require(TARGET.matcher(message.target()).matches(), "a target is printable", message.target());
        Oracle.require(HOST.matcher(message.host()).matches(), "a host is not ambiguous", message.host());
        for (String field : message.fields()) {
            Oracle.require(FIELD.matcher(field).matches(), "a field is a name and a trimmed value", field);
        }
        long lengths = count(message, "content-length=");
        long codings = count(message, "transfer-encoding=");
        long hosts = count(message, "host=");
        Oracle.require(lengths + codings <= 1, "one framing", message.fields());
        Oracle.require(hosts <= 1 && (hosts == 1 || message.version() == HttpVersion.HTTP_1_0), "one host", message);
        Oracle.require(message.body().isEmpty() || lengths + codings == 1, "a body has a framing", message.fields());
        Oracle.require(message.trailers().isEmpty() || codings == 1, "trailers are of chunks", message.fields());
    }

    private static long count(Message message, String name) {
        return message.fields().stream()
                .filter(field -> field.toLowerCase(Locale.ROOT).startsWith(name))
                .count();
    }

    private static void meansTheSameWhenWrittenAnew(List<Message> messages) {
        if (messages.isEmpty()) {
            return;
        }
        StringBuilder wire = new StringBuilder();
        messages.forEach(message -> wire.append(message.rendered()));
        Transcript again = WireReader.read(wire.toString().getBytes(StandardCharsets.ISO_8859_1));
        Oracle.require(again.messages().equals(messages), "written anew it means the same", messages, again);
        boolean persistent = messages.get(messages.size() - 1).persistence() == Persistence.PERSISTENT;
        Oracle.require(again.ending().equals(persistent ? "open" : "close"), "nothing is left over", again);
    }
}
