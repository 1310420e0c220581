package dev.holdfast.server.realm;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * PBKDF2 of a password (RFC 8018) with HMAC-SHA-512.
 *
 * <p>To try a password takes a tenth of a second by design, and a client that logs in by BASIC does with every request. So the password that was right
 * last is remembered, under a key that lives as long as this object, and known again in a microsecond. Thread-safe.
 */
public final class HashedPassword implements Password {
    /** How every text of one begins. */
    static final String PREFIX = "{pbkdf2-sha512}";

    /** What OWASP's password storage cheat sheet asks of this function. */
    static final int ITERATIONS = 210_000;

    private static final int MIN_ITERATIONS = 1000;
    private static final int MAX_ITERATIONS = 10_000_000;
    private static final int SALT_BYTES = 16;
    private static final int MAX_SALT_BYTES = 64;
    private static final int HASH_BYTES = 64;
    private static final Pattern TEXT = Pattern.compile("\\{pbkdf2-sha512\\}(\\d{1,9}):([^:]+):([^:]+)");
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final byte[] NO_ONES_SALT = new byte[SALT_BYTES];

    private final int iterations;
    private final byte[] salt;
    private final byte[] hash;
    private final byte[] memoryKey = random(HASH_BYTES);
    private volatile byte @Nullable [] remembered;

    private HashedPassword(int iterations, byte[] salt, byte[] hash) {
        this.iterations = iterations;
        this.salt = salt;
        this.hash = hash;
    }

    /** Hashes {@code password} with a new salt. */
    public static HashedPassword of(String password) {
        byte[] salt = random(SALT_BYTES);
        return new HashedPassword(ITERATIONS, salt, derive(password, salt, ITERATIONS));
    }

    static HashedPassword parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("a hash is written " + PREFIX + "iterations:salt:hash");
        }
        int iterations = Integer.parseInt(parts.group(1));
        if (iterations < MIN_ITERATIONS || iterations > MAX_ITERATIONS) {
            throw new IllegalArgumentException(
                    "the iterations of a hash must be from " + MIN_ITERATIONS + " to " + MAX_ITERATIONS);
        }
        byte[] salt = decode("salt", parts.group(2));
        if (salt.length > MAX_SALT_BYTES) {
            throw new IllegalArgumentException("the salt of a hash must have " + MAX_SALT_BYTES + " bytes at most");
        }
        byte[] hash = decode("hash", parts.group(3));
        if (hash.length != HASH_BYTES) {
            throw new IllegalArgumentException("a hash must have " + HASH_BYTES + " bytes");
        }
        return new HashedPassword(iterations, salt, hash);
    }

    private static byte[] decode(String what, String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException notBase64) {
            throw new IllegalArgumentException("the " + what + " must be written in base64", notBase64);
        }
    }

    private static byte[] random(int bytes) {
        byte[] random = new byte[bytes];
        RANDOM.nextBytes(random);
        return random;
    }

    @Override
    public boolean matches(String given) {
        if (matchesAtOnce(given)) {
            return true;
        }
        boolean right = MessageDigest.isEqual(derive(given, salt, iterations), hash);
        if (right) {
            remembered = trace(given);
        }
        return right;
    }

    @Override
    public boolean matchesAtOnce(String given) {
        byte[] last = remembered;
        return last != null && MessageDigest.isEqual(trace(given), last);
    }

    @Override
    public int iterations() {
        return iterations;
    }

    /** Takes the time of as many iterations, 1 or more. */
    static void spend(String given, int iterations) {
        derive(given, NO_ONES_SALT, iterations);
    }

    private byte[] trace(String password) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(memoryKey, mac.getAlgorithm()));
            return mac.doFinal(password.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }

    private static byte[] derive(String password, byte[] salt, int iterations) {
        PBEKeySpec spec = new PBEKeySpec(password.toCharArray(), salt, iterations, HASH_BYTES * Byte.SIZE);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        } finally {
            spec.clearPassword();
        }
    }

    /** Returns what {@link Password#parse} reads. */
    @Override
    public String toString() {
        Base64.Encoder base64 = Base64.getEncoder();
        return PREFIX + iterations + ":" + base64.encodeToString(salt) + ":" + base64.encodeToString(hash);
    }
}
