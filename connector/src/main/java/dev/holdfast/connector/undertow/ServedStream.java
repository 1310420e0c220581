package dev.holdfast.connector.undertow;

import dev.holdfast.connector.RequestFacts;
import io.undertow.server.ExchangeCompletionListener;
import io.undertow.server.HttpServerExchange;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;

/** One request on a stream of its own, of an HTTP/2 connection: what its client may keep waiting, and what is known of it. */
final class ServedStream implements ExchangeCompletionListener, RequestFacts.Source {
    private final MultiplexedConnection connection;
    private final HttpServerExchange exchange;
    private final int id;
    private final int number;
    private final ClientWait response;
    private final @Nullable ClientWait body;
    private final @Nullable RequestTimes times;

    /**
     * @param id the stream's identifier, odd
     * @param number counts the requests of the connection, from 1
     */
    ServedStream(MultiplexedConnection connection, HttpServerExchange exchange, int id, int number) {
        this.connection = connection;
        this.exchange = exchange;
        this.id = id;
        this.number = number;
        Shard shard = connection.shard();
        response = new ClientWait(shard, connection.responseClock(), expired -> notTaken());
        body = exchange.isRequestComplete()
                ? null
                : new ClientWait(shard, connection.bodyClock(), expired -> IoUtils.safeClose(exchange.getConnection()));
        // Bytes of other streams stand between those of a head: what is known of its time is its end.
        times = connection.listener().observers().isActive() ? new RequestTimes(shard.now(), shard.now()) : null;
    }

    /** Before the request's handler is called. */
    void begin() {
        ClientWait wait = body;
        if (wait != null) {
            exchange.addRequestWrapper((factory, of) -> new StreamBodyConduit(factory.create(), wait));
        }
        exchange.addResponseWrapper((factory, of) -> new TimedSinkConduit(factory.create(), response, this::notTaken));
        RequestTimes observed = times;
        if (observed != null) {
            exchange.addResponseCommitListener(
                    committed -> observed.responseStarted(connection.shard().now()));
        }
        RequestFacts.attach(exchange, this);
        exchange.addExchangeCompleteListener(this);
    }

    private void notTaken() {
        connection.responseNotTaken(id, response.reason());
    }

    int id() {
        return id;
    }

    @Override
    public void exchangeEvent(HttpServerExchange ended, NextListener nextListener) {
        try {
            connection.ended(this);
        } finally {
            nextListener.proceed();
        }
    }

    /** On the connection's I/O thread, when the exchange is over. */
    void end() {
        response.cancel();
        if (body != null) {
            body.cancel();
        }
        if (times != null) {
            connection
                    .listener()
                    .observers()
                    .requestEnded(times.record(
                            connection.number(),
                            number,
                            exchange,
                            Math.max(0, exchange.getRequestContentLength()),
                            exchange.getResponseBytesSent(),
                            null,
                            connection.shard().now()));
        }
    }

    /** On the thread that has the exchange: nothing that belongs to the connection. */
    @Override
    public RequestFacts factsOf(HttpServerExchange logged) {
        long now = connection.shard().now();
        return new RequestFacts(
                connection.number(),
                number - 1,
                RequestFacts.UNKNOWN,
                RequestFacts.UNKNOWN,
                RequestFacts.UNKNOWN,
                RequestFacts.UNKNOWN,
                body == null ? 0 : body.waitedNanos(now),
                response.waitedNanos(now),
                RequestFacts.UNKNOWN,
                RequestFacts.UNKNOWN,
                connection.isOpen() && logged.isComplete(),
                null);
    }
}
