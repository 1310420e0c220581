package dev.holdfast.server.cli;

import dev.holdfast.backend.AccessLog;
import dev.holdfast.backend.BackendConfiguration;
import dev.holdfast.backend.CatalinaProperties;
import dev.holdfast.backend.ServerXmlReader;
import dev.holdfast.backend.StandaloneXmlReader;
import dev.holdfast.config.Origin;
import dev.holdfast.config.Setting;
import dev.holdfast.config.disk.DiskFiles;
import dev.holdfast.httpd.HttpdConfiguration;
import dev.holdfast.httpd.HttpdConfigurationReader;
import dev.holdfast.httpd.syntax.HttpdOptions;
import dev.holdfast.httpd.syntax.HttpdTreeReader;
import dev.holdfast.plan.Site;
import dev.holdfast.plan.SiteFiles;
import dev.holdfast.plan.log.HttpdLogs;
import dev.holdfast.plan.log.LogDialect;
import dev.holdfast.plan.log.LogFit;
import dev.holdfast.plan.log.LogFormat;
import dev.holdfast.plan.log.LogReader;
import dev.holdfast.settings.ConfigurationException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Reads a site: httpd's configuration, mod_jk's workers, a back end's, and an access log. */
final class SiteReader {
    private final DiskFiles disk = new DiskFiles();
    private final @Nullable LogDialect dialect;
    private final @Nullable String logFormat;
    private final @Nullable BackendConfiguration backend;
    private final HttpdOptions options;
    private final SiteFiles files;
    private final List<String> remarks = new ArrayList<>();
    private long damagedLines;

    /** @param dialect whose words the log's format is in; null to find out */
    SiteReader(
            Path httpd,
            @Nullable Path workers,
            @Nullable Path server,
            @Nullable LogDialect dialect,
            @Nullable String logFormat)
            throws ConfigurationException {
        this.dialect = dialect;
        this.logFormat = logFormat;
        this.options = HttpdOptions.of(absolute(httpd)).withEnvironment(System.getenv());
        try {
            HttpdConfiguration configuration = configuration(workers);
            backend = server == null ? null : backend(absolute(server));
            files = SiteFiles.of(configuration, backend);
        } catch (dev.holdfast.config.ConfigurationException e) {
            throw new ConfigurationException(String.valueOf(e.getMessage()));
        }
    }

    SiteFiles files() {
        return files;
    }

    /** What was found out about the log before it was read, and damaged lines. */
    List<String> remarks() {
        return remarks;
    }

    long damagedLines() {
        return damagedLines;
    }

    private static String absolute(Path path) {
        return path.toAbsolutePath().normalize().toString();
    }

    private String text(String path) {
        String text = disk.text(path);
        if (text == null) {
            throw new dev.holdfast.config.ConfigurationException(new Origin(path, 0), notAFile(Path.of(path)));
        }
        return text;
    }

    private HttpdConfiguration configuration(@Nullable Path workers) {
        if (workers == null) {
            return HttpdConfigurationReader.read(disk, options);
        }
        String path = absolute(workers);
        // Found out before what httpd.conf says is read.
        text(path);
        return HttpdConfigurationReader.readWithWorkers(disk, options, new Setting<>(path, new Origin("--workers", 0)));
    }

    private BackendConfiguration backend(String path) {
        String text = text(path);
        if (text.contains("urn:jboss:domain")) {
            return StandaloneXmlReader.read(path, text, Map.of());
        }
        String properties = disk.text(CatalinaProperties.beside(path));
        return ServerXmlReader.read(path, text, properties == null ? Map.of() : CatalinaProperties.read(properties));
    }

    private static String notAFile(Path path) {
        return Files.isDirectory(path) ? "is a directory" : Files.exists(path) ? "is not a file" : "no such file";
    }

    /** Reads the log. */
    Site read(Path log, OptionalInt users) throws ConfigurationException {
        if (!Files.isRegularFile(log)) {
            throw new ConfigurationException(log + ": " + notAFile(log));
        }
        try {
            return fitted(log, format(log), users);
        } catch (AccessDeniedException e) {
            throw new ConfigurationException(log + ": permission denied");
        } catch (IOException e) {
            throw new ConfigurationException(log + ": cannot be read: " + e.getMessage());
        }
    }

    private Site fitted(Path log, LogFormat format, OptionalInt users) throws ConfigurationException, IOException {
        LogFit fit = new LogFit(format, files.keepAliveTimeout());
        LogReader reader = new LogReader(format, fit::add);
        reader.read(log);
        damagedLines = reader.damaged();
        if (reader.damaged() > 0) {
            remarks.add(
                    log + ": " + reader.damaged() + " of " + reader.lines() + " lines are not of the format " + format);
            reader.damages().forEach(damage -> remarks.add(log + ":" + damage.line() + ": " + damage.text()));
        }
        if (reader.damaged() > reader.lines() / 2) {
            LogReader.Damage first = reader.damages().get(0);
            throw new ConfigurationException(log + ":" + first.line() + ": " + first.text() + ": this and "
                    + reader.damaged() + " of " + reader.lines() + " lines in all are not of the format " + format
                    + "; --log-format says which it is");
        }
        try {
            return Site.of(files, fit.finish(), users);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(log + ": " + e.getMessage() + " (the format is " + format + ")");
        }
    }

    private LogFormat format(Path log) throws ConfigurationException, IOException {
        try {
            if (logFormat != null) {
                return LogFormat.of(logFormat, dialect == null ? LogDialect.HTTPD : dialect);
            }
            Optional<LogFormat> found = configured(String.valueOf(log.getFileName()));
            if (found.isPresent()) {
                return found.get();
            }
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("--log-format: " + e.getMessage());
        } catch (dev.holdfast.config.ConfigurationException e) {
            throw new ConfigurationException(String.valueOf(e.getMessage()));
        }
        return guess(log);
    }

    /** Returns what the site's files say of a log of that name; httpd's only log may have been renamed. */
    private Optional<LogFormat> configured(String fileName) {
        boolean ofHttpd = dialect == null || dialect == LogDialect.HTTPD;
        Optional<HttpdLogs> logs =
                ofHttpd ? Optional.of(HttpdLogs.of(HttpdTreeReader.read(disk, options))) : Optional.empty();
        return logs.flatMap(all -> all.named(fileName))
                .map(this::ofHttpd)
                .or(() -> ofBackend(fileName))
                .or(() -> logs.flatMap(HttpdLogs::only).map(this::ofHttpd));
    }

    private LogFormat ofHttpd(HttpdLogs.Log log) {
        remarks.add("log format of " + log.directive().origin() + ": " + log.format());
        return HttpdLogs.format(log);
    }

    private Optional<LogFormat> ofBackend(String fileName) {
        if (backend instanceof BackendConfiguration.Tomcat tomcat) {
            LogDialect of = dialect == null ? LogDialect.TOMCAT : dialect;
            return of == LogDialect.TOMCAT || of == LogDialect.TOMCAT9
                    ? ofBackend(tomcat.accessLogs(), fileName, of)
                    : Optional.empty();
        }
        return backend instanceof BackendConfiguration.WildFly wildFly
                        && (dialect == null || dialect == LogDialect.UNDERTOW)
                ? ofBackend(wildFly.accessLogs(), fileName, LogDialect.UNDERTOW)
                : Optional.empty();
    }

    private Optional<LogFormat> ofBackend(List<AccessLog> logs, String fileName, LogDialect of) {
        return logs.stream().filter(log -> log.writes(fileName)).findFirst().map(log -> {
            String pattern = log.pattern().value();
            remarks.add("log format of " + log.pattern().origin() + ": " + pattern
                    + (of == LogDialect.TOMCAT && dialect == null
                            ? " (of Tomcat 10.1 or later; --log-of tomcat9 for one before)"
                            : ""));
            try {
                return LogFormat.of(pattern, of);
            } catch (IllegalArgumentException e) {
                throw new dev.holdfast.config.ConfigurationException(
                        log.pattern().origin(), String.valueOf(e.getMessage()));
            }
        });
    }

    private LogFormat guess(Path log) throws ConfigurationException, IOException {
        for (LogFormat format : LogFormat.usual(dialect == null ? LogDialect.HTTPD : dialect)) {
            if (LogReader.isLikely(format, log)) {
                remarks.add("log format: nobody says, and lines look like " + format);
                return format;
            }
        }
        throw new ConfigurationException(
                log + ": no line is of the formats common, combined, combinedio or vhost_combined;"
                        + " --log-format says which it is");
    }
}
