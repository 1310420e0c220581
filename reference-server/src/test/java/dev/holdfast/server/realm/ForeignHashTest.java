package dev.holdfast.server.realm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ForeignHashTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "$2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy|$2a$",
                "$2y$05$c4WoMPo3SXsafkva.HHa6uXQZWr7oboPiC2bT/r7q1BB8I2s0BRqC|$2y$",
                "$apr1$rOioh4Wh$bVD3DRwksETubcpEH90ww0|$apr1$",
                "$6$saltsalt$qFmFH.bQmmtXzyBY0s9v7Oicd2z4XSIecDzlB5KiA2|$6$",
                "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc|$argon2id$",
                "{SSHA}DkMTwBl+a/3DQTxCYEApdUtNXGgdUac3|{SSHA}",
                "{MD5}X03MO1qnZdYdgyfeuILPmQ==|{MD5}",
                "{bcrypt}$2a$10$N9qo8uLOickgx2ZMRZoMye|{bcrypt}",
                "{pbkdf2}5d923b44a6d129f3ddf3e3c8d29412723dcbde72|{pbkdf2}",
                "5c704bd8f8f3a5f0$1000$6b3a55e0261b0304143f805a24924d0c1c44524821305f31d9277843b8a10f4e|Tomcat's salt$iterations$hash",
            })
    void isRefusedByItsKindAndNotTaken(String hash, String kind) {
        assertThatThrownBy(() -> Password.parse(hash))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a hash of another kind, " + kind + "; legal are {pbkdf2-sha512}")
                .hasMessageNotContaining(hash);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"secret", "$ecret$", "{", "{}x", "{SSHA}", "a{MD5}b", "$20$ off", "pa$$word", "12$34$56", "$1"})
    void whatOnlyHasSuchCharactersIsAPassword(String password) {
        assertThat(Password.parse(password).matches(password)).isTrue();
    }
}
