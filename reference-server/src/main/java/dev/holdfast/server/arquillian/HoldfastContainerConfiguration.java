package dev.holdfast.server.arquillian;

import dev.holdfast.connector.HttpConnectorSettings;
import dev.holdfast.connector.KeepAlive;
import dev.holdfast.connector.Timeouts;
import dev.holdfast.server.HttpSettings;
import java.time.Duration;
import org.jboss.arquillian.container.spi.ConfigurationException;
import org.jboss.arquillian.container.spi.client.container.ContainerConfiguration;

/** What {@code arquillian.xml} can say about the container; property names are those of the setters. */
public final class HoldfastContainerConfiguration implements ContainerConfiguration {
    private String bindAddress = HttpSettings.DEFAULTS.address();
    private int port;
    private long connectionTimeoutMillis = Timeouts.DEFAULTS.connectionTimeout().toMillis();
    private long keepAliveTimeoutMillis = Timeouts.DEFAULTS.keepAliveTimeout().toMillis();
    private int maxKeepAliveRequests = KeepAlive.DEFAULTS.maxKeepAliveRequests();

    /** Returns the settings, checked. */
    HttpSettings http() {
        return new HttpSettings(
                bindAddress,
                port,
                HttpSettings.DEFAULTS.acceptCount(),
                HttpConnectorSettings.builder()
                        .connectionTimeout(Duration.ofMillis(connectionTimeoutMillis))
                        .keepAliveTimeout(Duration.ofMillis(keepAliveTimeoutMillis))
                        .maxKeepAliveRequests(maxKeepAliveRequests)
                        .build());
    }

    @Override
    public void validate() throws ConfigurationException {
        try {
            http();
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(e.getMessage(), e);
        }
    }

    /** Sets the address to listen on: a host name or address literal. Default {@code 127.0.0.1}. */
    public void setBindAddress(String bindAddress) {
        this.bindAddress = bindAddress;
    }

    /** Sets the port to listen on, 0 to 65535. Default 0: any free one. */
    public void setPort(int port) {
        this.port = port;
    }

    /** Sets {@link Timeouts#connectionTimeout()} in milliseconds, 1 or more. Default 20000. */
    public void setConnectionTimeoutMillis(long connectionTimeoutMillis) {
        this.connectionTimeoutMillis = connectionTimeoutMillis;
    }

    /** Sets {@link Timeouts#keepAliveTimeout()} in milliseconds, 1 or more. Default 20000. */
    public void setKeepAliveTimeoutMillis(long keepAliveTimeoutMillis) {
        this.keepAliveTimeoutMillis = keepAliveTimeoutMillis;
    }

    /** Sets {@link KeepAlive#maxKeepAliveRequests()}. Default 100. */
    public void setMaxKeepAliveRequests(int maxKeepAliveRequests) {
        this.maxKeepAliveRequests = maxKeepAliveRequests;
    }
}
