package dev.holdfast.connector.accesslog;

import dev.holdfast.connector.RequestFacts;
import dev.holdfast.lifetime.CloseReason;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What an access log can say of a request and its connection. Letters are httpd's, as far as Undertow 2.4 has no other use for them. */
enum AccessLogToken {
    /** httpd's number of a keep-alive request: 0 for the connection's first. */
    REQUESTS_BEFORE("%{holdfast,requestsBefore}", "%k"),
    /** httpd's bytes sent, with the head. */
    BYTES_SENT("%{holdfast,bytesSent}", "%O"),
    /** httpd's bytes received, with the head; {@code %I}, which httpd has for it, is a thread in Undertow. */
    BYTES_RECEIVED("%{holdfast,bytesReceived}", null),
    /** Which connection of its listener. */
    CONNECTION("%{holdfast,connection}", null),
    /** httpd's X, - or +. Undertow 2.5 has given the letter to the length of the request's body. */
    CONNECTION_STATUS("%{holdfast,connectionStatus}", "%X"),
    /** Why the connection ends with this request. */
    CLOSE_REASON("%{holdfast,closeReason}", null),
    /** The connection's waiting for the request's first byte. */
    WAIT("%{holdfast,waitMicros}", null),
    /** The head's coming. */
    HEAD("%{holdfast,headMicros}", null),
    /** The handler's time until the response began. */
    HANDLER("%{holdfast,handlerMicros}", null),
    /** The response's time until the kernel had all of it. */
    RESPONSE("%{holdfast,responseMicros}", null),
    /** The waits for bytes of the request's body. */
    BODY_WAIT("%{holdfast,bodyWaitMicros}", null),
    /** The waits for the client to take bytes of the response. */
    RESPONSE_WAIT("%{holdfast,responseWaitMicros}", null);

    private final String syntax;
    private final @Nullable String letter;

    AccessLogToken(String syntax, @Nullable String letter) {
        this.syntax = syntax;
        this.letter = letter;
    }

    /** Returns how it is written in a format. */
    String syntax() {
        return syntax;
    }

    /** Returns the short way to write it, or null where there is none. */
    @Nullable
    String letter() {
        return letter;
    }

    /** Returns what is logged, or null where that is not known. */
    @Nullable
    String of(RequestFacts facts) {
        return switch (this) {
            case REQUESTS_BEFORE -> known(facts.requestsBefore());
            case BYTES_SENT -> known(facts.bytesSent());
            case BYTES_RECEIVED -> known(facts.bytesReceived());
            case CONNECTION -> known(facts.connection());
            case CONNECTION_STATUS -> status(facts);
            case CLOSE_REASON -> closeReason(facts);
            case WAIT -> micros(facts.waitNanos());
            case HEAD -> micros(facts.headNanos());
            case HANDLER -> micros(facts.handlerNanos());
            case RESPONSE -> micros(facts.responseNanos());
            case BODY_WAIT -> micros(facts.bodyWaitNanos());
            case RESPONSE_WAIT -> micros(facts.responseWaitNanos());
        };
    }

    /** Cut off, not rounded, as Undertow's own times are: parts never add up to more than the whole. */
    private static @Nullable String micros(long nanos) {
        return known(nanos == RequestFacts.UNKNOWN ? nanos : TimeUnit.NANOSECONDS.toMicros(nanos));
    }

    private static @Nullable String known(long value) {
        return value == RequestFacts.UNKNOWN ? null : Long.toString(value);
    }

    private static String status(RequestFacts facts) {
        if (!facts.whole()) {
            return "X";
        }
        return facts.closeReason() == null ? "+" : "-";
    }

    private static @Nullable String closeReason(RequestFacts facts) {
        CloseReason reason = facts.closeReason();
        return reason == null ? null : reason.name();
    }
}
