package dev.holdfast.server.sessions;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.session.Session;
import io.undertow.server.session.SessionConfig;
import io.undertow.server.session.SessionManager;
import io.undertow.servlet.api.Deployment;
import io.undertow.servlet.handlers.ServletRequestContext;
import io.undertow.servlet.spec.HttpSessionImpl;
import io.undertow.servlet.spec.ServletContextImpl;
import jakarta.servlet.http.HttpSessionActivationListener;
import jakarta.servlet.http.HttpSessionEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Takes the sessions of an application's predecessor, gives each back when its client comes, and keeps all for the successor.
 *
 * <p>A session is made of its bytes when it is first asked for, so that an application starts no later for them, and one that cannot be read is one client's loss.
 * Undertow's own manager of this kind, for development, forgets how long each session may be inactive, and all that never expire. Thread-safe.
 */
public final class SessionKeeper {
    private static final Logger LOG = Logger.getLogger(SessionKeeper.class);

    private final SavedSessions saved;
    private final String location;
    private final RestingSessions resting = new RestingSessions();
    private volatile @Nullable Deployment deployment;
    private volatile boolean settled;

    /**
     * Takes nothing yet.
     *
     * @param location of the application, for which alone the sessions are
     */
    public SessionKeeper(SavedSessions saved, String location) {
        this.saved = saved;
        this.location = location;
    }

    /** Wraps the handler of an application's requests, outside everything that asks for sessions, and within what makes a servlet request of one. */
    public HttpHandler wrap(HttpHandler next) {
        return exchange -> {
            if (!resting.isEmpty()) {
                resting.dropExpired(System.currentTimeMillis());
                wake(exchange);
            }
            next.handleRequest(exchange);
        };
    }

    /** Reads what is kept, for an application that is about to answer requests. It stays where it is, in case that does not come to pass. */
    public void start(Deployment of) {
        long now = System.currentTimeMillis();
        for (SavedSession session : saved.read(location)) {
            if (!session.isExpired(now)) {
                resting.add(session);
            }
        }
        deployment = of;
    }

    /** Takes what is kept, for the application has it and answers requests from now on. */
    public void settle() {
        settled = true;
        saved.forget(location);
    }

    private void wake(HttpServerExchange exchange) {
        Deployment of = deployment;
        if (of == null) {
            return;
        }
        String id = of.getServletContext().getSessionConfig().findSessionId(exchange);
        if (id != null) {
            resting.take(id, session -> {
                try {
                    wake(exchange, of, session);
                } catch (RuntimeException | Error thrown) {
                    LOG.warnf(thrown, "%s: a session is lost, a listener has thrown", location);
                    end(exchange, of, id);
                }
            });
        }
    }

    private void end(HttpServerExchange exchange, Deployment of, String id) {
        Session half = of.getSessionManager().getSession(id);
        try {
            if (half != null) {
                half.invalidate(exchange);
            }
        } catch (RuntimeException | Error thrown) {
            LOG.debugf(thrown, "%s: and another one, of its end", location);
        }
    }

    private void wake(HttpServerExchange exchange, Deployment of, SavedSession session) {
        if (session.isExpired(System.currentTimeMillis())) {
            return;
        }
        ServletContextImpl context = of.getServletContext();
        Map<String, Object> attributes;
        try {
            attributes = Attributes.read(session.attributes(), context.getClassLoader());
        } catch (IOException changed) {
            LOG.warnf("%s: a session is lost, it cannot be read: %s", location, changed.getMessage());
            return;
        }
        SessionConfig config = context.getSessionConfig();
        Session awake = of.getSessionManager().createSession(exchange, config);
        // The bridge to listeners has told the request that it is new, which to the client it is not.
        ServletRequestContext.requireCurrent().setSession(null);
        awake.setMaxInactiveInterval(session.maxInactiveSeconds());
        attributes.forEach(awake::setAttribute);
        HttpSessionEvent event = new HttpSessionEvent(HttpSessionImpl.forSession(awake, context, false));
        attributes.values().forEach(value -> {
            if (value instanceof HttpSessionActivationListener listener) {
                listener.sessionDidActivate(event);
            }
        });
    }

    /**
     * Keeps the sessions of an application that answers no more requests, before they end; if it has never answered any, they are kept as they are. A second
     * call waits for the first, and does nothing.
     */
    public synchronized void stop() {
        Deployment of = deployment;
        if (of == null || !settled) {
            return;
        }
        deployment = null;
        long now = System.currentTimeMillis();
        // One that is being woken is waited for, and then among the others.
        List<SavedSession> all = new ArrayList<>(resting.takeAll());
        all.removeIf(session -> session.isExpired(now));
        Set<String> dropped = new TreeSet<>();
        SessionManager manager = of.getSessionManager();
        for (String id : manager.getTransientSessions()) {
            Session session = manager.getSession(id);
            if (session != null) {
                try {
                    all.add(atRest(session, of.getServletContext(), dropped));
                } catch (RuntimeException | Error thrown) {
                    // Of a listener, or because the session has ended meanwhile.
                    LOG.warnf(thrown, "%s: a session is lost, it cannot be kept", location);
                }
            }
        }
        if (!dropped.isEmpty()) {
            LOG.infof("%s: session attributes that are not serialisable are not kept: %s", location, dropped);
        }
        try {
            saved.put(location, all);
        } catch (IOException cannotWrite) {
            LOG.warnf("%s: %d sessions are lost, they cannot be written: %s", location, all.size(), cannotWrite);
        }
    }

    private static SavedSession atRest(Session session, ServletContextImpl context, Set<String> dropped) {
        HttpSessionEvent event = new HttpSessionEvent(HttpSessionImpl.forSession(session, context, false));
        Map<String, Object> attributes = new HashMap<>();
        for (String name : session.getAttributeNames()) {
            Object value = session.getAttribute(name);
            if (value instanceof HttpSessionActivationListener listener) {
                listener.sessionWillPassivate(event);
            }
            if (value != null) {
                attributes.put(name, value);
            }
        }
        return new SavedSession(
                session.getId(),
                session.getLastAccessedTime(),
                session.getMaxInactiveInterval(),
                Attributes.write(attributes, dropped::add));
    }
}
