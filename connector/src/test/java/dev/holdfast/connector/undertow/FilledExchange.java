package dev.holdfast.connector.undertow;

import dev.holdfast.http1.HttpViolation;
import dev.holdfast.http1.RequestFraming;
import dev.holdfast.http1.RequestHeadParser;
import dev.holdfast.http1.RequestHeadParser.Progress;
import dev.holdfast.http1.WireReader;
import io.undertow.server.HttpServerExchange;
import java.nio.ByteBuffer;

/** An exchange filled from a head without a connection under it. */
public final class FilledExchange {
    private FilledExchange() {}

    /** Returns the decoded path of the request that {@code head} is, or nothing where it is refused. */
    public static String pathOf(byte[] head) {
        RequestHeadParser parser = new RequestHeadParser(WireReader.LIMITS);
        parser.begin(0);
        if (parser.parse(ByteBuffer.wrap(head)) != Progress.COMPLETE
                || new RequestFraming().read(parser.head(), WireReader.MAX_CONTENT_LENGTH) != null) {
            return "";
        }
        HttpServerExchange exchange = new HttpServerExchange(new NoConnection());
        HttpViolation violation = RequestBuilder.fill(exchange, parser.head(), new StringBuilder());
        return violation == null ? exchange.getRequestPath() : "";
    }
}
