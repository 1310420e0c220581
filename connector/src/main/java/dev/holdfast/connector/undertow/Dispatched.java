package dev.holdfast.connector.undertow;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.StatusCodes;
import org.jspecify.annotations.Nullable;

/** Something of a connection's that a worker thread is to do. */
interface Dispatched {
    /** Does it. Returns what this thread is to do before anything else, or null. */
    @Nullable
    Dispatched run();

    /** No thread will come any more; on any thread. */
    void reject();

    /** The handler of an exchange goes on. */
    record Handler(HttpServerExchange exchange, Runnable task) implements Dispatched {
        @Override
        public @Nullable Dispatched run() {
            if (exchange.getConnection() instanceof Http1ServerConnection connection) {
                return connection.handover.serve(task);
            }
            task.run();
            return null;
        }

        @Override
        public void reject() {
            if (!exchange.isResponseStarted()) {
                exchange.setStatusCode(StatusCodes.SERVICE_UNAVAILABLE);
            }
            exchange.endExchange();
        }
    }

    /** The next request of a connection is there already, behind one that a worker's thread has answered. */
    record NextRequest(Http1ServerConnection connection) implements Dispatched {
        @Override
        public @Nullable Dispatched run() {
            return connection.handover.serve(connection.handover::readOn);
        }

        @Override
        public void reject() {
            connection.handover.giveBack();
        }
    }
}
