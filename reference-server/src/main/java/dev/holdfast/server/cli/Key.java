package dev.holdfast.server.cli;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Every key that {@code --config} and {@code --set} understand, named as in the connectors. */
enum Key {
    HTTP_ADDRESS("http.address"),
    HTTP_PORT("http.port"),
    HTTP_ACCEPT_COUNT("http.acceptCount"),
    HTTP_CONNECTION_TIMEOUT("http.connectionTimeout"),
    HTTP_KEEP_ALIVE_TIMEOUT("http.keepAliveTimeout"),
    HTTP_BODY_READ_TIMEOUT("http.bodyReadTimeout"),
    HTTP_MIN_REQUEST_DATA_RATE("http.minRequestDataRate"),
    HTTP_WRITE_TIMEOUT("http.writeTimeout"),
    HTTP_MIN_RESPONSE_DATA_RATE("http.minResponseDataRate"),
    HTTP_LINGER_TIMEOUT("http.lingerTimeout"),
    HTTP_MAX_CONNECTION_AGE("http.maxConnectionAge"),
    HTTP_KEEP_ALIVE("http.keepAlive"),
    HTTP_MAX_KEEP_ALIVE_REQUESTS("http.maxKeepAliveRequests"),
    HTTP_APACHE_COMPATIBLE("http.apacheCompatible"),
    HTTP_RESTRICTED_USER_AGENTS("http.restrictedUserAgents"),
    HTTP_KEEP_ALIVE_POLICY("http.keepAlivePolicy"),
    HTTP_MIN_KEEP_ALIVE_TIMEOUT("http.minKeepAliveTimeout"),
    HTTP_SETUP_COST("http.setupCost"),
    HTTP_KEEP_ALIVE_HEADER("http.keepAliveHeader"),
    HTTP_MAX_CONNECTIONS("http.maxConnections"),
    HTTP_MAX_CONNECTIONS_PER_ADDRESS("http.maxConnectionsPerAddress"),
    HTTP_WORKER_MODEL("http.workerModel"),
    HTTP_MAX_REQUEST_WORKERS("http.maxRequestWorkers"),
    HTTP_VIRTUAL_THREADS("http.virtualThreads"),
    HTTP_MAX_REQUEST_LINE_SIZE("http.maxRequestLineSize"),
    HTTP_MAX_HTTP_REQUEST_HEADER_SIZE("http.maxHttpRequestHeaderSize"),
    HTTP_MAX_HEADER_COUNT("http.maxHeaderCount"),
    HTTP_MAX_ENTITY_SIZE("http.maxEntitySize"),
    HTTP_H2C("http.h2c"),
    HTTP_PROXY_PROTOCOL("http.proxyProtocol"),
    HTTP_DRAIN_TIMEOUT("http.drainTimeout"),
    HTTPS_ADDRESS("https.address"),
    HTTPS_PORT("https.port"),
    HTTPS_CERTIFICATE_FILE("https.certificateFile"),
    HTTPS_CERTIFICATE_KEY_FILE("https.certificateKeyFile"),
    HTTPS_KEY_STORE("https.keyStore"),
    HTTPS_KEY_STORE_PASSWORD("https.keyStorePassword"),
    HTTPS_KEY_ALIAS("https.keyAlias"),
    HTTPS_PROTOCOLS("https.protocols"),
    HTTPS_CIPHER_SUITES("https.cipherSuites"),
    HTTPS_CLIENT_AUTH("https.clientAuth"),
    HTTPS_TRUST_STORE("https.trustStore"),
    HTTPS_TRUST_STORE_PASSWORD("https.trustStorePassword"),
    AJP_ADDRESS("ajp.address"),
    AJP_PORT("ajp.port"),
    AJP_ACCEPT_COUNT("ajp.acceptCount"),
    AJP_CONNECTION_TIMEOUT("ajp.connectionTimeout"),
    AJP_KEEP_ALIVE_TIMEOUT("ajp.keepAliveTimeout"),
    AJP_READ_TIMEOUT("ajp.readTimeout"),
    AJP_WRITE_TIMEOUT("ajp.writeTimeout"),
    AJP_LINGER_TIMEOUT("ajp.lingerTimeout"),
    AJP_MODE("ajp.mode"),
    AJP_MAX_THREADS("ajp.maxThreads"),
    AJP_OVERLOAD("ajp.overload"),
    AJP_PING_ON_IO_THREAD("ajp.pingOnIoThread"),
    AJP_MAX_CONNECTIONS("ajp.maxConnections"),
    AJP_PACKET_SIZE("ajp.packetSize"),
    AJP_MAX_HEADER_COUNT("ajp.maxHeaderCount"),
    AJP_MAX_ENTITY_SIZE("ajp.maxEntitySize"),
    AJP_SECRET("ajp.secret"),
    AJP_SECRET_REQUIRED("ajp.secretRequired"),
    AJP_ALLOWED_REQUEST_ATTRIBUTES_PATTERN("ajp.allowedRequestAttributesPattern"),
    AJP_TOMCAT_AUTHENTICATION("ajp.tomcatAuthentication"),
    ADMIN_ADDRESS("admin.address"),
    ADMIN_PORT("admin.port"),
    DEPLOYMENTS_DIRECTORY("deployments.directory"),
    DEPLOYMENTS_SCAN_INTERVAL("deployments.scanInterval"),
    DEPLOYMENTS_TIMEOUT("deployments.timeout"),
    SESSIONS_DIRECTORY("sessions.directory"),
    SESSIONS_COOKIE_SAME_SITE("sessions.cookieSameSite"),
    SESSIONS_JVM_ROUTE("sessions.jvmRoute"),
    HEADERS_SECURITY("headers.security"),
    REALM_LDAP_URL("realm.ldap.url"),
    REALM_LDAP_START_TLS("realm.ldap.startTls"),
    REALM_LDAP_TRUST_STORE("realm.ldap.trustStore"),
    REALM_LDAP_TRUST_STORE_PASSWORD("realm.ldap.trustStorePassword"),
    REALM_LDAP_BIND_DN("realm.ldap.bindDn"),
    REALM_LDAP_BIND_PASSWORD("realm.ldap.bindPassword"),
    REALM_LDAP_USER_PATTERN("realm.ldap.userPattern"),
    REALM_LDAP_USER_BASE("realm.ldap.userBase"),
    REALM_LDAP_USER_SEARCH("realm.ldap.userSearch"),
    REALM_LDAP_ROLE_BASE("realm.ldap.roleBase"),
    REALM_LDAP_ROLE_SEARCH("realm.ldap.roleSearch"),
    REALM_LDAP_ROLE_NAME("realm.ldap.roleName"),
    REALM_LDAP_CONNECTION_TIMEOUT("realm.ldap.connectionTimeout"),
    REALM_LDAP_READ_TIMEOUT("realm.ldap.readTimeout"),
    REALM_LDAP_MAX_POOL_SIZE("realm.ldap.maxPoolSize"),
    REALM_JDBC_DATA_SOURCE("realm.jdbc.dataSource"),
    REALM_JDBC_PRINCIPAL_QUERY("realm.jdbc.principalQuery"),
    REALM_JDBC_ROLES_QUERY("realm.jdbc.rolesQuery");

    private final String text;

    Key(String text) {
        this.text = text;
    }

    /** Returns the keys of the HTTP listener. */
    static Set<Key> ofHttp() {
        return EnumSet.range(HTTP_ADDRESS, HTTP_DRAIN_TIMEOUT);
    }

    /** Returns the key with this spelling; case counts. */
    static Optional<Key> of(String text) {
        return Arrays.stream(values()).filter(key -> key.text.equals(text)).findFirst();
    }

    @Override
    public String toString() {
        return text;
    }
}
