package dev.holdfast.server.realm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HashedPasswordTest {
    private static final String HASH = Base64.getEncoder().encodeToString(new byte[64]);

    @Test
    void isReadAsItIsWritten() {
        HashedPassword hashed = HashedPassword.of("pässword, with a comma");
        Password read = Password.parse(hashed.toString());

        assertThat(hashed.toString()).startsWith("{pbkdf2-sha512}210000:").doesNotContain("pässword", ",");
        assertThat(read).isInstanceOf(HashedPassword.class).hasToString(hashed.toString());
        assertThat(read.matches("pässword, with a comma")).isTrue();
        assertThat(read.matches("password, with a comma")).isFalse();
        assertThat(read.matches("")).isFalse();
    }

    @Test
    void samePasswordHasAnotherHashEachTime() {
        assertThat(HashedPassword.of("same"))
                .doesNotHaveToString(HashedPassword.of("same").toString());
    }

    /** Made by another implementation: Python's {@code hashlib.pbkdf2_hmac("sha512", b"secret", b"saltsaltsaltsalt", 1000)}. */
    @Test
    void isPbkdf2() {
        Password known = Password.parse(
                "{pbkdf2-sha512}1000:c2FsdHNhbHRzYWx0c2FsdA==:2IVLzDcUS76iY9+wBooZzkS5Z0mI6ikZPfMieFfR1eV/GJiiRzyvvz4ne7tBn8OJ1hxZyCz95QPNeLP3ykzMiQ==");
        assertThat(known.matches("secret")).isTrue();
        assertThat(known.matches("Secret")).isFalse();
    }

    /** Some millions of iterations each would take minutes for what a thousand requests of one client bring. */
    @Test
    void whatWasRightOnceIsKnownAtOnce() {
        HashedPassword hashed = HashedPassword.of("right");
        assertThat(hashed.matches("right")).isTrue();
        long began = System.nanoTime();
        for (int i = 0; i < 1000; i++) {
            assertThat(hashed.matches("right")).isTrue();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
        assertThat(hashed.matches("wrong")).isFalse();
        assertThat(hashed.matches("right")).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{pbkdf2-sha512} | a hash is written {pbkdf2-sha512}iterations:salt:hash",
                "{pbkdf2-sha512}1000:c2FsdA== | a hash is written {pbkdf2-sha512}iterations:salt:hash",
                "{pbkdf2-sha512}999:c2FsdA==:@ | the iterations of a hash must be from 1000 to 10000000",
                "{pbkdf2-sha512}10000001:c2FsdA==:@ | the iterations of a hash must be from 1000 to 10000000",
                "{pbkdf2-sha512}1000:c2F-dA==:@ | the salt must be written in base64",
                "{pbkdf2-sha512}1000:c2FsdA==:@@@ | the hash must be written in base64",
                "{pbkdf2-sha512}1000:c2FsdA==:AAAA | a hash must have 64 bytes",
            })
    void whatBeginsAsAHashMustBeOne(String text, String reason) {
        assertThatThrownBy(() -> Password.parse(text.replaceFirst(":@$", ":" + HASH)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(reason);
    }

    @Test
    void saltIsBounded() {
        String salt = Base64.getEncoder().encodeToString(new byte[65]);
        assertThatThrownBy(() -> Password.parse("{pbkdf2-sha512}1000:" + salt + ":" + HASH))
                .hasMessage("the salt of a hash must have 64 bytes at most");
    }

    @Test
    void anythingElseIsThePasswordItself() {
        assertThat(Password.parse("-")).isEqualTo(new Password.None());
        assertThat(Password.parse("{}x")).isEqualTo(new Password.Plain("{}x"));
        assertThat(Password.parse("secret").toString()).doesNotContain("secret");
    }
}
