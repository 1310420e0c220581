package dev.holdfast.server.naming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.h2.Driver;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataSourcesTest {
    @TempDir
    private Path directory;

    @Test
    void driverIsFoundOnTheClassPathOrInItsJar() throws Exception {
        Path jar = Path.of(
                Driver.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        try (DataSources sources =
                DataSources.of(List.of(source("a", "jdbc:h2:mem:a", null), source("b", "jdbc:h2:mem:b", jar)))) {
            assertThat(sources.byName()).containsOnlyKeys("a", "b");
        }
    }

    @Test
    void poolKeepsNoLoaderOfWhoeverUsesItFirst() throws Exception {
        ClassLoader own = getClass().getClassLoader();
        ClassLoader application = new ClassLoader(own) {};
        try (DataSources sources = DataSources.of(List.of(source("a", "jdbc:h2:mem:a", null)))) {
            DataSource pool = Objects.requireNonNull(sources.byName().get("a"));
            Thread.currentThread().setContextClassLoader(application);
            pool.getConnection().close();
            assertThat(Thread.getAllStackTraces().keySet())
                    .noneMatch(
                            thread -> thread != Thread.currentThread() && thread.getContextClassLoader() == application)
                    .anyMatch(thread -> thread.getName().contains("agroal"));
        } finally {
            Thread.currentThread().setContextClassLoader(own);
        }
    }

    @Test
    void whatIsClosedGivesNoConnectionAndCanBeClosedAgain() {
        DataSources sources = DataSources.of(List.of(source("a", "jdbc:h2:mem:a", null)));
        DataSource pool = Objects.requireNonNull(sources.byName().get("a"));
        sources.close();
        sources.close();
        assertThat(sources.byName()).containsOnlyKeys("a");
        assertThatThrownBy(pool::getConnection).isInstanceOf(SQLException.class);
    }

    @Test
    void urlThatNoDriverTakesIsNamed() {
        refused(source("a", "jdbc:none:x", null), "a: no driver takes jdbc:none:x; jar names that of one");
    }

    @Test
    void jarThatIsNotThereIsNamed() {
        Path missing = directory.resolve("missing.jar");
        refused(source("a", "jdbc:h2:mem:a", missing), "a: " + missing + ": no such file");
    }

    @Test
    void jarWithoutADriverIsNamed() throws Exception {
        Path empty = Files.write(
                directory.resolve("empty.jar"),
                new byte[] {'P', 'K', 5, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
        refused(source("a", "jdbc:h2:mem:a", empty), "a: no driver takes jdbc:h2:mem:a in " + empty);
    }

    @Test
    void passwordIsNotPrinted() {
        assertThat(new DataSourceSettings("a", "jdbc:x", "sa", "secret", null, 1, Duration.ofSeconds(1)).toString())
                .doesNotContain("secret");
    }

    private static DataSourceSettings source(String name, String url, @Nullable Path jar) {
        return new DataSourceSettings(name, url, null, null, jar, 1, Duration.ofSeconds(1));
    }

    private static void refused(DataSourceSettings settings, String message) {
        assertThatThrownBy(() -> DataSources.of(List.of(settings)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
