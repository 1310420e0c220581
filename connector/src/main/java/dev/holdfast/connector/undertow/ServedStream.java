package dev.holdfast.connector.undertow;

import dev.holdfast.connector.RequestFacts;
import io.undertow.server.ConduitWrapper;
import io.undertow.server.ExchangeCompletionListener;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.ConduitFactory;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.conduits.StreamSinkConduit;

/** One request on a stream of its own, of an HTTP/2 connection: what its client may keep waiting, and what is known of it. */
final class ServedStream
        implements ExchangeCompletionListener,
                RequestFacts.Source,
                ConduitWrapper<StreamSinkConduit>,
                TimedSinkConduit.Clock {
    private final MultiplexedConnection connection;
    private final HttpServerExchange exchange;
    private final StreamChannel.Response stream;
    private final int number;
    private final @Nullable ClientWait body;
    private final @Nullable RequestTimes times;

    /** Present once the response had to wait for its client; of the thread that has the exchange, until that is over. */
    private @Nullable ClientWait response;

    /** @param number counts the requests of the connection, from 1 */
    ServedStream(
            MultiplexedConnection connection, HttpServerExchange exchange, StreamChannel.Response stream, int number) {
        this.connection = connection;
        this.exchange = exchange;
        this.stream = stream;
        this.number = number;
        Shard shard = connection.shard();
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
        exchange.addResponseWrapper(this);
        RequestTimes observed = times;
        if (observed != null) {
            exchange.addResponseCommitListener(
                    committed -> observed.responseStarted(connection.shard().now()));
        }
        RequestFacts.attach(exchange, this);
        exchange.addExchangeCompleteListener(this);
    }

    @Override
    public StreamSinkConduit wrap(ConduitFactory<StreamSinkConduit> factory, HttpServerExchange of) {
        return new TimedSinkConduit(factory.create(), this);
    }

    @Override
    public ClientWait responseWait() {
        ClientWait wait = response;
        if (wait == null) {
            wait = new ClientWait(connection.shard(), connection.responseClock(), expired -> notTaken(expired));
            response = wait;
        }
        return wait;
    }

    @Override
    public void expired() {
        notTaken(responseWait());
    }

    private void notTaken(ClientWait wait) {
        connection.responseNotTaken(stream, wait.reason());
    }

    StreamChannel.Response stream() {
        return stream;
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
        if (response != null) {
            response.cancel();
        }
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
                response == null ? 0 : response.waitedNanos(now),
                RequestFacts.UNKNOWN,
                RequestFacts.UNKNOWN,
                connection.isOpen() && logged.isComplete(),
                null);
    }
}
