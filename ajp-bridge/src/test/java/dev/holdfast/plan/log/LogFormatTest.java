package dev.holdfast.plan.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class LogFormatTest {
    /** 28 November 2026, 17:49:59 UTC. */
    private static final long TIME = 1_795_888_199L;

    private static @Nullable LogEntry read(String format, LogDialect dialect, String line) {
        return LogFormat.of(format, dialect).read(line);
    }

    private static LogEntry entry(String format, LogDialect dialect, String line) {
        LogEntry entry = read(format, dialect, line);
        assertThat(entry).isNotNull();
        return entry;
    }

    @Test
    void readsTheCommonFormat() {
        LogEntry entry = entry(
                "common",
                LogDialect.HTTPD,
                "10.0.0.7 - frank [28/Nov/2026:18:49:59 +0100] \"GET /a b\\\"c HTTP/1.1\" 200 2326");
        assertThat(entry.begin()).isEqualTo(TIME);
        assertThat(entry.client()).isEqualTo("10.0.0.7");
        assertThat(entry.status()).isEqualTo(200);
        assertThat(entry.bytesOut()).isEqualTo(2326);
        assertThat(entry.duration()).isNaN();
        assertThat(entry.requestsBefore()).isEqualTo(-1);
    }

    @Test
    void readsTheCombinedFormatWithQuotesInTheUserAgent() {
        LogEntry entry = entry(
                "combined",
                LogDialect.HTTPD,
                "::1 - - [28/Nov/2026:17:49:59 +0000] \"GET / HTTP/1.1\" 503 - \"-\" \"a \\\"b\\\" c\\\\\"");
        assertThat(entry.status()).isEqualTo(503);
        assertThat(entry.bytesOut()).isEqualTo(-1);
    }

    @Test
    void readsEverythingThatTellsAboutConnections() {
        LogEntry entry = entry(
                "%h %{remote}p %P/%{tid}P %{usec}t %D %k %X %>s %I %O",
                LogDialect.HTTPD, "127.0.0.1 40312 811/140 1795888199123456 50700 3 + 200 431 1200");
        assertThat(entry.begin()).isCloseTo(TIME + 0.123456, within(1e-6));
        assertThat(entry.duration()).isCloseTo(0.0507, within(1e-9));
        assertThat(entry.end()).isCloseTo(TIME + 0.174156, within(1e-6));
        assertThat(entry.requestsBefore()).isEqualTo(3);
        assertThat(entry.connectionStatus()).isEqualTo('+');
        assertThat(entry.port()).isEqualTo("40312");
        assertThat(entry.worker()).isEqualTo("811/140");
        assertThat(entry.bytesIn()).isEqualTo(431);
        assertThat(entry.bytesOut()).isEqualTo(1200);
    }

    @Test
    void putsTimesTogetherFromTheirParts() {
        LogEntry entry =
                entry("%{%Y-%m-%dT%H:%M:%S}t.%{msec_frac}t %{ms}T", LogDialect.HTTPD, "2026-11-28T17:49:59.250 12");
        assertThat(entry.begin()).isCloseTo(TIME + 0.25, within(1e-6));
        assertThat(entry.duration()).isEqualTo(0.012);
    }

    @Test
    void takesTheMostExactOfSeveralDurations() {
        assertThat(entry("%t %T %D %{ms}T", LogDialect.HTTPD, "[28/Nov/2026:17:49:59 +0000] 0 51234 51")
                        .duration())
                .isCloseTo(0.051234, within(1e-9));
    }

    @Test
    void aUnitIsTheServers() {
        String line = "[28/Nov/2026:17:49:59 +0000] 50";
        assertThat(entry("%t %D", LogDialect.HTTPD, line).duration()).isCloseTo(50e-6, within(1e-12));
        assertThat(entry("%t %D", LogDialect.TOMCAT, line).duration()).isCloseTo(50e-6, within(1e-12));
        assertThat(entry("%t %D", LogDialect.TOMCAT9, line).duration()).isCloseTo(0.05, within(1e-12));
        assertThat(entry("%t %D", LogDialect.UNDERTOW, line).duration()).isCloseTo(0.05, within(1e-12));
    }

    /** Tomcat writes when the response had been sent. */
    @Test
    void theTimeIsBeginOrEndAsTheServerHasIt() {
        String line = "[28/Nov/2026:17:49:59 +0000] 2000";
        assertThat(entry("%t %{ms}T", LogDialect.HTTPD, line).begin()).isEqualTo(TIME);
        assertThat(entry("%t %{ms}T", LogDialect.TOMCAT, line).begin()).isEqualTo(TIME - 2);
        assertThat(entry("%{end:sec}t %{ms}T", LogDialect.HTTPD, TIME + " 2000").begin())
                .isEqualTo(TIME - 2);
    }

    @Test
    void inTomcatAnIIsAThreadAndNoNumber() {
        assertThat(entry("%t %I %s", LogDialect.TOMCAT, "[28/Nov/2026:17:49:59 +0000] http-nio-8080-exec-1 200")
                        .bytesIn())
                .isEqualTo(-1);
    }

    @Test
    void knowsConditionsAndModifiers() {
        LogEntry entry = entry(
                "%{c}a %t %!200,304{Referer}i %<s %400{User-agent}i",
                LogDialect.HTTPD, "10.1.1.1 [28/Nov/2026:17:49:59 +0000] - 404 x");
        assertThat(entry.client()).isEqualTo("10.1.1.1");
        assertThat(entry.status()).isEqualTo(404);
    }

    @Test
    void refusesFormatsThatTellNothing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LogFormat.of("%h %s", LogDialect.HTTPD))
                .withMessageContaining("must have %t");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LogFormat.of("%t %{Referer", LogDialect.HTTPD))
                .withMessageContaining("brace");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LogFormat.of("%t %D%k", LogDialect.HTTPD))
                .withMessageContaining("%D and %k");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LogFormat.of("%t %", LogDialect.HTTPD))
                .withMessageContaining("letter");
    }

    @Test
    void aDamagedLineIsCountedAndShownAndTheRestIsRead() throws IOException {
        String good = "h - - [28/Nov/2026:17:49:59 +0000] \"GET / HTTP/1.1\" 200 1";
        List<LogEntry> entries = new ArrayList<>();
        LogReader reader = new LogReader(LogFormat.of("common", LogDialect.HTTPD), entries::add);
        String text = good + "\n" + good.substring(0, 30) + "\n\n" + good + "\r\nx" + "y".repeat(70_000) + "\n" + good;
        reader.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)));
        assertThat(entries).hasSize(3);
        assertThat(reader.lines()).isEqualTo(6);
        assertThat(reader.damaged()).isEqualTo(2);
        assertThat(reader.damages()).extracting(LogReader.Damage::line).containsExactly(2L, 5L);
    }

    @Property
    void noLineIsMoreThanDamaged(@ForAll String line) {
        assertThat(read("combined", LogDialect.HTTPD, line)).isNull();
        LogFormat.of("%{%d/%b/%y %T}t %D", LogDialect.HTTPD).read(line);
    }
}
