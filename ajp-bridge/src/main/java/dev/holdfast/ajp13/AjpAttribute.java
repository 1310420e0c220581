package dev.holdfast.ajp13;

import org.jspecify.annotations.Nullable;

/**
 * One attribute of a request: what the front knows about the client beyond HTTP.
 *
 * @param type which attribute
 * @param name the name of a {@link Type#REQ_ATTRIBUTE}, otherwise empty
 * @param value its value; decimal digits for {@link Type#SSL_KEY_SIZE}
 */
public record AjpAttribute(Type type, String name, String value) {
    /** The client's port. Servlets get 0 or the wrong port from {@code getRemotePort()} without it. */
    public static final String REMOTE_PORT = "AJP_REMOTE_PORT";
    /** The address the client connected to. */
    public static final String LOCAL_ADDR = "AJP_LOCAL_ADDR";
    /** The TLS version of the client's connection. */
    public static final String SSL_PROTOCOL = "AJP_SSL_PROTOCOL";
    /** What the operator wants of the container: ACT, DIS or STP. Tomcat's LoadBalancerDrainingValve sends new clients elsewhere by it. */
    public static final String ACTIVATION = "JK_LB_ACTIVATION";

    /** The attributes AJP13 has codes for, in the order of their codes. */
    public enum Type {
        /** Never sent by this front: the container decides. */
        CONTEXT(1),
        /** Never sent by this front: a container that believed it served files it must not (CVE-2020-1938). */
        SERVLET_PATH(2),
        /** The user the front authenticated. */
        REMOTE_USER(3),
        /** How the front authenticated it. */
        AUTH_TYPE(4),
        /** The query, raw, without the question mark. */
        QUERY_STRING(5),
        /** The route of a sticky session. */
        ROUTE(6),
        /** The client's certificate, PEM. */
        SSL_CERT(7),
        /** The cipher suite. */
        SSL_CIPHER(8),
        /** The TLS session's id. */
        SSL_SESSION(9),
        /** Any other attribute, by name. */
        REQ_ATTRIBUTE(10),
        /** The cipher's key size in bits; the one attribute that is an integer on the wire. */
        SSL_KEY_SIZE(11),
        /** The secret shared with the container. */
        SECRET(12),
        /** The method, where it has no code. */
        STORED_METHOD(13);

        private static final Type[] VALUES = values();
        private final int code;

        Type(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }

        static @Nullable Type of(int code) {
            return code >= 1 && code <= VALUES.length ? VALUES[code - 1] : null;
        }
    }

    /** Returns an attribute that has a code of its own. */
    public static AjpAttribute of(Type type, String value) {
        return new AjpAttribute(type, "", value);
    }

    /** Returns an attribute by name. */
    public static AjpAttribute named(String name, String value) {
        return new AjpAttribute(Type.REQ_ATTRIBUTE, name, value);
    }

    /** Leaves a secret out, so that it does not reach a log with its message. */
    @Override
    public String toString() {
        return type + (name.isEmpty() ? "" : " " + name) + "=" + (type == Type.SECRET ? "..." : value);
    }
}
