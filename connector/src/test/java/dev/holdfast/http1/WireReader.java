package dev.holdfast.http1;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads the bytes of one connection with parser, framing and chunked decoder, put together as the connector puts them together, without a
 * socket. The bytes are moved each time more of them arrive.
 */
public final class WireReader {
    /** What the connector's defaults are, but for the length of a body, which is short enough to be tried. */
    public static final HeadLimits LIMITS = new HeadLimits(8190, 16384, 100);

    /** The longest body, in bytes. */
    public static final int MAX_CONTENT_LENGTH = 100_000;

    /**
     * A request that a handler would have seen whole.
     *
     * @param host what the request is for: the authority of an absolute-form target, else Host
     * @param fields name and value of each
     * @param trailers name and value of each
     */
    public record Message(
            String method,
            String target,
            HttpVersion version,
            String host,
            List<String> fields,
            Persistence persistence,
            String body,
            List<String> trailers) {
        /** Returns bytes that say the same, in this connector's own way of writing. */
        public String rendered() {
            StringBuilder wire = new StringBuilder(method).append(' ').append(target);
            wire.append(version == HttpVersion.HTTP_1_0 ? " HTTP/1.0\r\n" : " HTTP/1.1\r\n");
            fields.forEach(field -> wire.append(fieldLine(field)));
            wire.append("\r\n");
            boolean chunked = fields.stream()
                    .anyMatch(field -> field.toLowerCase(Locale.ROOT).startsWith("transfer-encoding="));
            if (!chunked) {
                return wire.append(body).toString();
            }
            if (!body.isEmpty()) {
                wire.append(Integer.toHexString(body.length()))
                        .append("\r\n")
                        .append(body)
                        .append("\r\n");
            }
            wire.append("0\r\n");
            trailers.forEach(field -> wire.append(fieldLine(field)));
            return wire.append("\r\n").toString();
        }

        private static String fieldLine(String field) {
            return field.replaceFirst("=", ": ") + "\r\n";
        }

        private Message with(String content, List<String> trailerFields) {
            return new Message(method, target, version, host, fields, persistence, content, trailerFields);
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder(method).append(' ').append(target);
            if (!host.isEmpty() && !host.equals("h")) {
                text.append(" @").append(host);
            }
            if (!body.isEmpty()) {
                text.append(" [").append(shown(body)).append(']');
            }
            if (!trailers.isEmpty()) {
                text.append(" {").append(String.join(";", trailers)).append('}');
            }
            return text.toString();
        }

        private static String shown(String body) {
            return body.replace("\r\n", "|");
        }
    }

    /**
     * What became of a connection's bytes.
     *
     * @param ending {@code open}: at a request's end, and more may come; {@code close}: at the end of a client's last request;
     *     {@code incomplete}: inside a request; else status and violation of the refusal
     */
    public record Transcript(List<Message> messages, String ending) {
        /** Returns the messages and the ending as the vectors' file writes them. */
        public List<String> lines() {
            List<String> lines = new ArrayList<>();
            messages.forEach(message -> lines.add(message.toString()));
            lines.add(ending);
            return lines;
        }
    }

    private final RequestHeadParser parser;
    private final RequestFraming framing = new RequestFraming();
    private final int maxTrailerSize;
    private final List<Message> messages = new ArrayList<>();
    private ByteBuffer in = ByteBuffer.allocate(0);
    private boolean inHead;
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private @Nullable Message pending;
    private @Nullable ChunkedDecoder decoder;
    private long missing;
    private @Nullable String ending;

    private WireReader(HeadLimits limits) {
        parser = new RequestHeadParser(limits);
        maxTrailerSize = limits.maxHeadSize();
    }

    /** Reads {@code bytes} as if they came in parts that end at the indexes {@code cuts}, which ascend. */
    public static Transcript read(byte[] bytes, int... cuts) {
        return read(LIMITS, bytes, cuts);
    }

    /** Reads {@code bytes} as {@link #read(byte[], int...)} does, within other limits. */
    public static Transcript read(HeadLimits limits, byte[] bytes, int... cuts) {
        WireReader reader = new WireReader(limits);
        int from = 0;
        for (int cut : cuts) {
            reader.feed(bytes, from, cut);
            from = cut;
        }
        reader.feed(bytes, from, bytes.length);
        return reader.transcript();
    }

    /** Returns every index between two bytes of {@code bytes}, to be read byte by byte. */
    public static int[] everyIndex(byte[] bytes) {
        int[] cuts = new int[Math.max(0, bytes.length - 1)];
        for (int i = 0; i < cuts.length; i++) {
            cuts[i] = i + 1;
        }
        return cuts;
    }

    private void feed(byte[] bytes, int from, int to) {
        if (ending != null) {
            return;
        }
        int moved = from % 5;
        ByteBuffer larger = ByteBuffer.allocate(moved + in.remaining() + to - from);
        larger.position(moved);
        larger.put(in).put(bytes, from, to - from).flip().position(moved);
        in = larger;
        if (inHead) {
            parser.moved(moved);
        }
        boolean goOn = true;
        while (goOn && ending == null) {
            goOn = pending == null ? head() : body(pending);
        }
    }

    private boolean head() {
        if (!inHead) {
            if (!in.hasRemaining()) {
                return false;
            }
            parser.begin(in.position());
            inHead = true;
        }
        return switch (parser.parse(in)) {
            case INCOMPLETE -> false;
            case INVALID -> refuse(parser.violation());
            case COMPLETE -> beginBody(parser.head());
        };
    }

    private boolean beginBody(RequestHead head) {
        HttpViolation violation = framing.read(head, MAX_CONTENT_LENGTH);
        if (violation != null) {
            return refuse(violation);
        }
        in.position(head.end());
        inHead = false;
        pending = message(head);
        missing = framing.contentLength();
        decoder = missing == RequestFraming.CHUNKED ? new ChunkedDecoder(maxTrailerSize) : null;
        return true;
    }

    private boolean body(Message request) {
        if (decoder == null) {
            missing -= take(missing);
            return missing == 0 && finish(request, List.of());
        }
        return switch (decoder.advance(in)) {
            case CONTENT -> {
                decoder.contentTaken(take(decoder.remainingInChunk()));
                yield content.size() <= MAX_CONTENT_LENGTH || refuse(HttpViolation.CONTENT_TOO_LARGE);
            }
            case NEED_MORE -> false;
            case INVALID -> refuse(HttpViolation.BAD_CHUNK);
            case END -> {
                List<String> trailers = new ArrayList<>();
                decoder.trailers().forEach(field -> trailers.add(field.name() + "=" + field.value()));
                yield finish(request, trailers);
            }
        };
    }

    private int take(long atMost) {
        int count = (int) Math.min(atMost, in.remaining());
        content.write(in.array(), in.position(), count);
        in.position(in.position() + count);
        return count;
    }

    private boolean finish(Message request, List<String> trailers) {
        messages.add(request.with(content.toString(StandardCharsets.ISO_8859_1), trailers));
        content.reset();
        pending = null;
        if (request.persistence() != Persistence.PERSISTENT) {
            ending = "close";
        }
        return true;
    }

    private boolean refuse(HttpViolation violation) {
        ending = violation.status() + " " + violation;
        return false;
    }

    private Transcript transcript() {
        String end = ending != null ? ending : inHead || pending != null ? "incomplete" : "open";
        return new Transcript(List.copyOf(messages), end);
    }

    private Message message(RequestHead head) {
        List<String> fields = new ArrayList<>();
        String host = "";
        for (int i = 0; i < head.fieldCount(); i++) {
            fields.add(head.name(i) + "=" + head.value(i));
            host = head.name(i).equalsIgnoreCase("host") ? head.value(i) : host;
        }
        AbsoluteTarget absolute = AbsoluteTarget.parse(head.target());
        return new Message(
                head.method(),
                head.target(),
                head.version(),
                absolute == null ? host : absolute.authority(),
                fields,
                Persistence.of(head.version(), framing.saysClose(), framing.saysKeepAlive()),
                "",
                List.of());
    }
}
