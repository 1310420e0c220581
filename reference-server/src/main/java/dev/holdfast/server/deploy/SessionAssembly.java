package dev.holdfast.server.deploy;

import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.ServletSessionConfig;
import jakarta.servlet.SessionTrackingMode;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jboss.metadata.web.spec.AttributeValueMetaData;
import org.jboss.metadata.web.spec.CookieConfigMetaData;
import org.jboss.metadata.web.spec.SessionConfigMetaData;
import org.jspecify.annotations.Nullable;

/** The session configuration of the effective descriptor, as Undertow wants it. */
final class SessionAssembly {
    /** Tomcat's and every other container's. */
    private static final int DEFAULT_TIMEOUT_MINUTES = 30;

    private SessionAssembly() {}

    static void assemble(WebApp app, DeploymentInfo info) {
        SessionConfigMetaData from = app.metaData().getSessionConfig();
        info.setDefaultSessionTimeout(timeoutSeconds(from));
        ServletSessionConfig config = new ServletSessionConfig();
        config.setHttpOnly(true);
        if (from != null) {
            if (from.getSessionTrackingModes() != null) {
                config.setSessionTrackingModes(trackingModes(from));
            }
            if (from.getCookieConfig() != null) {
                cookie(from.getCookieConfig(), config);
            }
        }
        info.setServletSessionConfig(config);
    }

    /** Returns seconds; 0 or less in the descriptor means that sessions never expire (Servlet specification 14.4), which Undertow writes -1. */
    private static int timeoutSeconds(@Nullable SessionConfigMetaData from) {
        long minutes = from != null && from.getSessionTimeoutSet() ? from.getSessionTimeout() : DEFAULT_TIMEOUT_MINUTES;
        return minutes <= 0 ? -1 : (int) Math.min(TimeUnit.MINUTES.toSeconds(minutes), Integer.MAX_VALUE);
    }

    private static Set<SessionTrackingMode> trackingModes(SessionConfigMetaData from) {
        Set<SessionTrackingMode> modes = EnumSet.noneOf(SessionTrackingMode.class);
        from.getSessionTrackingModes().forEach(mode -> modes.add(SessionTrackingMode.valueOf(mode.name())));
        return modes;
    }

    private static void cookie(CookieConfigMetaData from, ServletSessionConfig config) {
        if (from.getName() != null) {
            config.setName(from.getName());
        }
        if (from.getDomain() != null) {
            config.setDomain(from.getDomain());
        }
        if (from.getPath() != null) {
            config.setPath(from.getPath());
        }
        if (from.getHttpOnlySet()) {
            config.setHttpOnly(from.getHttpOnly());
        }
        if (from.getSecureSet()) {
            config.setSecure(from.getSecure());
        }
        if (from.getMaxAgeSet()) {
            config.setMaxAge(from.getMaxAge());
        }
        if (from.getAttributes() != null) {
            for (AttributeValueMetaData attribute : from.getAttributes()) {
                config.setAttribute(attribute.getAttributeName(), attribute.getAttributeValue());
            }
        }
    }
}
