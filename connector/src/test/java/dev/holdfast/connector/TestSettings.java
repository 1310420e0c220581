package dev.holdfast.connector;

import java.time.Duration;

/** Settings whose timeouts no test reaches by accident. */
final class TestSettings {
    private Duration connectionTimeout = Duration.ofSeconds(30);
    private Duration keepAliveTimeout = Duration.ofSeconds(30);
    private Duration lingerTimeout = Duration.ofSeconds(5);
    private int maxKeepAliveRequests = -1;
    private int maxRequestLineSize = 8190;
    private int maxHeadSize = 16384;
    private int maxHeaderCount = 100;
    private long maxEntitySize = -1;

    TestSettings connectionTimeout(Duration value) {
        connectionTimeout = value;
        return this;
    }

    TestSettings keepAliveTimeout(Duration value) {
        keepAliveTimeout = value;
        return this;
    }

    TestSettings lingerTimeout(Duration value) {
        lingerTimeout = value;
        return this;
    }

    TestSettings maxKeepAliveRequests(int value) {
        maxKeepAliveRequests = value;
        return this;
    }

    TestSettings maxHeadSize(int value) {
        maxHeadSize = value;
        return this;
    }

    TestSettings maxHeaderCount(int value) {
        maxHeaderCount = value;
        return this;
    }

    TestSettings maxEntitySize(long value) {
        maxEntitySize = value;
        return this;
    }

    HttpConnectorSettings build() {
        return new HttpConnectorSettings(
                connectionTimeout,
                keepAliveTimeout,
                lingerTimeout,
                maxKeepAliveRequests,
                maxRequestLineSize,
                maxHeadSize,
                maxHeaderCount,
                maxEntitySize);
    }
}
