package offenders.lifetime;

import java.io.IOException;
import java.nio.channels.SocketChannel;

/** Breaks the rule that policy does no I/O. */
final class OpensChannel {
    SocketChannel open() throws IOException {
        return SocketChannel.open();
    }
}
