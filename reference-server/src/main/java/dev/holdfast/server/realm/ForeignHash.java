package dev.holdfast.server.realm;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Hashes of passwords as other software writes them, which are not to be taken for passwords. */
final class ForeignHash {
    /** RFC 2307 and Spring Security: {@code {SSHA}...}, {@code {bcrypt}...}. */
    private static final Pattern IN_BRACES = Pattern.compile("(\\{[A-Za-z][A-Za-z0-9@._/-]*\\}).+", Pattern.DOTALL);

    /** crypt(3) and what is written like it: {@code $2a$...}, {@code $apr1$...}, {@code $argon2id$...}. */
    private static final Pattern CRYPT = Pattern.compile(
            "(\\$(?:1|2[abxy]?|[3567]|y|gy|apr1|md5|sha1|s0|scrypt|argon2(?:id?|d)|pbkdf2[a-z0-9-]*)\\$).+",
            Pattern.DOTALL);

    /** Tomcat's MessageDigestCredentialHandler and SecretKeyCredentialHandler. */
    private static final Pattern TOMCAT = Pattern.compile("[0-9a-f]{8,}\\$\\d+\\$[0-9a-f]{32,}");

    private ForeignHash() {}

    /** Returns how the hash begins that {@code text} looks like, or whose it is; nothing of the hash itself. */
    static Optional<String> kind(String text) {
        for (Pattern pattern : new Pattern[] {IN_BRACES, CRYPT}) {
            Matcher hash = pattern.matcher(text);
            if (hash.matches()) {
                return Optional.of(hash.group(1));
            }
        }
        return TOMCAT.matcher(text).matches() ? Optional.of("Tomcat's salt$iterations$hash") : Optional.empty();
    }
}
