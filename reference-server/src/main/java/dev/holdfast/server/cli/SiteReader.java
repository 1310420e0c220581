package dev.holdfast.server.cli;

import dev.holdfast.backend.BackendConfiguration;
import dev.holdfast.backend.ServerXmlReader;
import dev.holdfast.backend.StandaloneXmlReader;
import dev.holdfast.config.Origin;
import dev.holdfast.config.Remark;
import dev.holdfast.config.Setting;
import dev.holdfast.config.disk.DiskFiles;
import dev.holdfast.httpd.HttpdConfiguration;
import dev.holdfast.httpd.HttpdConfigurationReader;
import dev.holdfast.httpd.Mpm;
import dev.holdfast.httpd.syntax.HttpdOptions;
import dev.holdfast.httpd.syntax.HttpdTreeReader;
import dev.holdfast.modjk.JkWorkers;
import dev.holdfast.modjk.JkWorkersReader;
import dev.holdfast.plan.Site;
import dev.holdfast.plan.SiteFiles;
import dev.holdfast.plan.log.HttpdLogs;
import dev.holdfast.plan.log.LogDialect;
import dev.holdfast.plan.log.LogFit;
import dev.holdfast.plan.log.LogFormat;
import dev.holdfast.plan.log.LogReader;
import dev.holdfast.settings.ConfigurationException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
    /** Formats are tried on so many lines, where nobody says which it is. */
    private static final int PROBE_LINES = 200;

    private final DiskFiles disk = new DiskFiles();
    private final LogDialect dialect;
    private final @Nullable String logFormat;
    private final HttpdOptions options;
    private final SiteFiles files;
    private final List<String> remarks = new ArrayList<>();
    private long damagedLines;

    SiteReader(
            Path httpd, @Nullable Path workers, @Nullable Path server, LogDialect dialect, @Nullable String logFormat)
            throws ConfigurationException {
        this.dialect = dialect;
        this.logFormat = logFormat;
        this.options = HttpdOptions.of(absolute(httpd)).withEnvironment(System.getenv());
        try {
            HttpdConfiguration configuration = HttpdConfigurationReader.read(disk, options);
            Optional<JkWorkers> jk =
                    workers == null ? Optional.empty() : Optional.of(workers(absolute(workers), configuration.mpm()));
            files = SiteFiles.of(configuration, jk, server == null ? null : backend(absolute(server)));
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
            throw new dev.holdfast.config.ConfigurationException(new Origin(path, 0), "no such file");
        }
        return text;
    }

    private JkWorkers workers(String path, Mpm mpm) {
        List<Remark> ignored = new ArrayList<>();
        JkWorkersReader reader = new JkWorkersReader(System.getenv(), ignored);
        reader.addFile(path, text(path));
        Setting<Integer> threads = mpm.settings().get(Mpm.THREADS_PER_CHILD);
        return reader.workers(threads);
    }

    private BackendConfiguration backend(String path) {
        String text = text(path);
        return text.contains("urn:jboss:domain")
                ? StandaloneXmlReader.read(path, text, Map.of())
                : ServerXmlReader.read(path, text, Map.of());
    }

    /** Reads the log. */
    Site read(Path log, OptionalInt users) throws ConfigurationException, IOException {
        if (!Files.isRegularFile(log)) {
            throw new ConfigurationException(log + ": no such file");
        }
        LogFormat format = format(log);
        LogFit fit = new LogFit(format, files.keepAliveTimeout());
        LogReader reader = new LogReader(format, fit::add);
        reader.read(log);
        damagedLines = reader.damaged();
        if (reader.damaged() > 0) {
            remarks.add(
                    log + ": " + reader.damaged() + " of " + reader.lines() + " lines are not of the format " + format);
            reader.damages().forEach(damage -> remarks.add(log + ":" + damage.line() + ": " + damage.text()));
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
                return LogFormat.of(logFormat, dialect);
            }
            Optional<HttpdLogs.Log> found = dialect == LogDialect.HTTPD
                    ? HttpdLogs.of(HttpdTreeReader.read(disk, options)).named(String.valueOf(log.getFileName()))
                    : Optional.empty();
            if (found.isPresent()) {
                remarks.add("log format of " + found.get().directive().origin() + ": "
                        + found.get().format());
                return HttpdLogs.format(found.get());
            }
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("--log-format: " + e.getMessage());
        } catch (dev.holdfast.config.ConfigurationException e) {
            throw new ConfigurationException(String.valueOf(e.getMessage()));
        }
        return guess(log);
    }

    private LogFormat guess(Path log) throws ConfigurationException, IOException {
        for (LogFormat format : LogFormat.usual(dialect)) {
            try (var lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
                if (lines.limit(PROBE_LINES).anyMatch(line -> format.read(line) != null)) {
                    remarks.add("log format: nobody says, and lines look like " + format);
                    return format;
                }
            }
        }
        throw new ConfigurationException(
                log + ": no line is of the formats common, combined, combinedio or vhost_combined;"
                        + " --log-format says which it is");
    }
}
