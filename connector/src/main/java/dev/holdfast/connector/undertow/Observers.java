package dev.holdfast.connector.undertow;

import dev.holdfast.connector.ConnectionObserver;
import dev.holdfast.connector.ConnectionRecord;
import dev.holdfast.connector.RequestRecord;
import dev.holdfast.connector.jfr.FlightRecorderObserver;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** Everybody who is told of what happens on one listener. */
final class Observers implements ConnectionObserver {
    private static final Logger LOG = Logger.getLogger(Observers.class);

    private final List<ConnectionObserver> all = new CopyOnWriteArrayList<>();

    Observers() {
        if (FlightRecorderObserver.isAvailable()) {
            all.add(new FlightRecorderObserver());
        }
    }

    void add(ConnectionObserver observer) {
        all.add(observer);
    }

    @Override
    public boolean isActive() {
        // By index: an iterator would be the only garbage of a request that nobody observes.
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).isActive()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void requestEnded(RequestRecord request) {
        tell(observer -> observer.requestEnded(request));
    }

    @Override
    public void connectionClosed(ConnectionRecord connection) {
        tell(observer -> observer.connectionClosed(connection));
    }

    private void tell(Consumer<ConnectionObserver> what) {
        for (ConnectionObserver observer : all) {
            try {
                what.accept(observer);
            } catch (RuntimeException bug) {
                LOG.warnf(bug, "%s failed", observer);
            }
        }
    }
}
