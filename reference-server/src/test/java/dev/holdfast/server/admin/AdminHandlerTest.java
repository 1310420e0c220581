package dev.holdfast.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class AdminHandlerTest {
    @Test
    void applicationsAreListedAsJsonWithTheirFailures() {
        assertThat(AdminHandler.list(List.of(
                        new ApplicationStatus("default-host", "/a", "a.war", Duration.ofMillis(12), Optional.empty()),
                        new ApplicationStatus(
                                "shop.example.com", "/b", "C:\\b.war", Duration.ZERO, Optional.of("not \"a\" zip\n")))))
                .isEqualTo(
                        "[{\"host\":\"default-host\",\"context\":\"/a\",\"source\":\"a.war\",\"status\":\"UP\",\"deployMillis\":12},"
                                + "{\"host\":\"shop.example.com\",\"context\":\"/b\",\"source\":\"C:\\\\b.war\",\"status\":\"DOWN\",\"deployMillis\":0,"
                                + "\"failure\":\"not \\\"a\\\" zip\\u000a\"}]");
    }
}
