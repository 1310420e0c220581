package dev.holdfast.ajp;

import dev.holdfast.ajp13.AjpAttribute;
import dev.holdfast.slots.SlotAsk;
import io.undertow.util.StatusCodes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a front tells of its client by attributes, once it is known that it may. */
final class FrontFacts {
    private final byte @Nullable [] secret;
    private final @Nullable Pattern allowed;

    private boolean secretShown;
    private @Nullable Map<String, String> attributes;

    @Nullable
    String query;

    @Nullable
    String remoteUser;

    @Nullable
    String authType;

    @Nullable
    String localAddr;

    /** What the front asks for itself, in place of a request of a client's. */
    @Nullable
    String slots;

    @Nullable
    String tlsProtocol;

    @Nullable
    String tlsCipher;

    @Nullable
    String tlsSession;

    @Nullable
    String tlsCertificates;

    int tlsKeySize = -1;
    int remotePort;

    FrontFacts(byte @Nullable [] secret, @Nullable Pattern allowed) {
        this.secret = secret;
        this.allowed = allowed;
    }

    /** Returns the status to refuse the request with, or 0. */
    int read(List<AjpAttribute> sent) {
        for (int i = 0; i < sent.size(); i++) {
            int refusal = read(sent.get(i));
            if (refusal != 0) {
                return refusal;
            }
        }
        return secret == null || secretShown ? 0 : StatusCodes.FORBIDDEN;
    }

    /** Returns the attributes for the application, or null where there are none. */
    @Nullable
    Map<String, String> attributes() {
        return attributes;
    }

    /** Returns the session of the client's connection, of which a front may tell less or more. */
    ClientTls tls() {
        return new ClientTls(tlsSession, tlsCipher, tlsCertificates, tlsKeySize, tlsProtocol);
    }

    private int read(AjpAttribute attribute) {
        String value = attribute.value();
        switch (attribute.type()) {
            case QUERY_STRING -> query = value;
            case REMOTE_USER -> remoteUser = value;
            case AUTH_TYPE -> authType = value;
            case SSL_CERT -> tlsCertificates = value;
            case SSL_CIPHER -> tlsCipher = value;
            case SSL_SESSION -> tlsSession = value;
            case SSL_KEY_SIZE -> tlsKeySize = Integer.parseInt(value);
            case SECRET -> {
                // In a time that does not tell how much of it was right.
                byte[] shown = value.getBytes(StandardCharsets.ISO_8859_1);
                if (secret != null && !MessageDigest.isEqual(secret, shown)) {
                    return StatusCodes.FORBIDDEN;
                }
                secretShown = true;
            }
            case REQ_ATTRIBUTE -> {
                return named(attribute.name(), value);
            }
            case CONTEXT, SERVLET_PATH, ROUTE, STORED_METHOD -> {
                // The container's own decisions, and the codec's.
            }
        }
        return 0;
    }

    private int named(String name, String value) {
        switch (name) {
            case AjpAttribute.REMOTE_PORT -> {
                int port = port(value);
                if (port < 0) {
                    return StatusCodes.BAD_REQUEST;
                }
                remotePort = port;
            }
            case AjpAttribute.LOCAL_ADDR -> localAddr = value;
            case AjpAttribute.SSL_PROTOCOL -> tlsProtocol = value;
            case SlotAsk.ATTRIBUTE -> slots = value;
            default -> {
                if (!isAllowed(name)) {
                    return StatusCodes.FORBIDDEN;
                }
                if (attributes == null) {
                    attributes = new HashMap<>();
                }
                attributes.put(name, value);
            }
        }
        return 0;
    }

    private boolean isAllowed(String name) {
        if (name.startsWith("java.") || name.startsWith("javax.") || name.startsWith("jakarta.")) {
            return false;
        }
        return name.equals(AjpAttribute.ACTIVATION)
                || (allowed != null && allowed.matcher(name).matches());
    }

    private static int port(String text) {
        if (text.isEmpty() || text.length() > 5) {
            return -1;
        }
        int port = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            port = port * 10 + (c - '0');
        }
        return port > 0xFFFF ? -1 : port;
    }
}
