package dev.holdfast.connector.undertow;

import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.xnio.conduits.StreamSourceConduit;

/** A request body whose length Content-Length gives. */
final class FixedLengthBodyConduit extends RequestBodyConduit {
    private long remaining;
    private boolean sizeChecked;

    FixedLengthBodyConduit(
            StreamSourceConduit next, ExchangeConnection connection, HttpServerExchange exchange, long contentLength) {
        super(next, connection, exchange);
        remaining = contentLength;
    }

    @Override
    int readContent(ByteBuffer dst) throws IOException {
        if (!sizeChecked) {
            sizeChecked = true;
            checkSize(remaining);
            if (isReadShutdown()) {
                return 0;
            }
        }
        int limit = dst.limit();
        if (dst.remaining() > remaining) {
            dst.limit(dst.position() + (int) remaining);
        }
        int read;
        try {
            read = next.read(dst);
        } finally {
            dst.limit(limit);
        }
        if (read < 0) {
            throw endOfStream();
        }
        remaining -= read;
        if (remaining == 0) {
            endReached();
        }
        return read;
    }

    @Override
    long known() {
        return remaining;
    }
}
