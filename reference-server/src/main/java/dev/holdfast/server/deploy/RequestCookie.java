package dev.holdfast.server.deploy;

import io.undertow.server.handlers.Cookie;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/**
 * A cookie of a request: it has a name and a value, and cannot be changed. It is equal to no other, so that a request may have several of one name, which Undertow
 * takes for one as soon as they are equal.
 */
final class RequestCookie implements Cookie {
    private final String name;
    private final String value;

    RequestCookie(String name, String value) {
        this.name = name;
        this.value = value;
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public String getValue() {
        return value;
    }

    @Override
    public @Nullable String getPath() {
        return null;
    }

    @Override
    public @Nullable String getDomain() {
        return null;
    }

    @Override
    public @Nullable Integer getMaxAge() {
        return null;
    }

    @Override
    public boolean isDiscard() {
        return false;
    }

    @Override
    public boolean isSecure() {
        return false;
    }

    @Override
    public int getVersion() {
        return 0;
    }

    @Override
    public boolean isHttpOnly() {
        return false;
    }

    @Override
    public @Nullable Date getExpires() {
        return null;
    }

    @Override
    public @Nullable String getComment() {
        return null;
    }

    @Override
    public Cookie setValue(String changed) {
        throw unchangeable();
    }

    @Override
    public Cookie setPath(String path) {
        throw unchangeable();
    }

    @Override
    public Cookie setDomain(String domain) {
        throw unchangeable();
    }

    @Override
    public Cookie setMaxAge(Integer maxAge) {
        throw unchangeable();
    }

    @Override
    public Cookie setDiscard(boolean discard) {
        throw unchangeable();
    }

    @Override
    public Cookie setSecure(boolean secure) {
        throw unchangeable();
    }

    @Override
    public Cookie setVersion(int version) {
        throw unchangeable();
    }

    @Override
    public Cookie setHttpOnly(boolean httpOnly) {
        throw unchangeable();
    }

    @Override
    public Cookie setExpires(Date expires) {
        throw unchangeable();
    }

    @Override
    public Cookie setComment(String comment) {
        throw unchangeable();
    }

    @Override
    public String toString() {
        return name + "=" + value;
    }

    private static UnsupportedOperationException unchangeable() {
        return new UnsupportedOperationException("a cookie of a request does not change");
    }
}
