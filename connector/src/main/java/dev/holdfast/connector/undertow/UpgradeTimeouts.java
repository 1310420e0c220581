package dev.holdfast.connector.undertow;

import io.undertow.conduits.ReadTimeoutStreamSourceConduit;
import io.undertow.conduits.WriteTimeoutStreamSinkConduit;
import io.undertow.server.OpenListener;
import java.io.IOException;
import org.xnio.Option;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.conduits.ConduitStreamSinkChannel;
import org.xnio.conduits.ConduitStreamSourceChannel;

/**
 * The idle times of a connection that another protocol has taken over: XNIO's {@code READ_TIMEOUT} and {@code WRITE_TIMEOUT} of its socket,
 * which that protocol can change at any time (Undertow's WebSocket does). Our own timers end with HTTP.
 */
final class UpgradeTimeouts {
    private UpgradeTimeouts() {}

    static void apply(StreamConnection channel, OpenListener listener) throws IOException {
        if (isSet(channel, Options.READ_TIMEOUT)) {
            ConduitStreamSourceChannel source = channel.getSourceChannel();
            source.setConduit(new ReadTimeoutStreamSourceConduit(source.getConduit(), channel, listener));
        }
        if (isSet(channel, Options.WRITE_TIMEOUT)) {
            ConduitStreamSinkChannel sink = channel.getSinkChannel();
            sink.setConduit(new WriteTimeoutStreamSinkConduit(sink.getConduit(), channel, listener));
        }
    }

    private static boolean isSet(StreamConnection channel, Option<Integer> option) throws IOException {
        Integer millis = channel.getOption(option);
        return millis != null && millis > 0;
    }
}
