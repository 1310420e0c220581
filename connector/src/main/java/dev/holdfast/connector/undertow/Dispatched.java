package dev.holdfast.connector.undertow;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.StatusCodes;

/** Something of a connection's that a worker thread is to do. */
sealed interface Dispatched {
    void run();

    /** No thread will come any more; on any thread. */
    void reject();

    /** The handler of an exchange goes on. */
    record Handler(HttpServerExchange exchange, Runnable task) implements Dispatched {
        @Override
        public void run() {
            task.run();
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
        public void run() {
            connection.readOn();
        }

        @Override
        public void reject() {
            connection.giveBack();
        }
    }
}
