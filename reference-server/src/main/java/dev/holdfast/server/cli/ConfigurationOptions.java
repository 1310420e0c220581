package dev.holdfast.server.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that set any key. */
final class ConfigurationOptions {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "Settings, in YAML or, if the name does not end in .yaml, as properties. Variables such as HOLDFAST_HTTP_PORT, --set and the options above win over them.")
    @Nullable
    Path file;

    @Option(
            names = "--set",
            paramLabel = "key=value",
            description = "One setting, such as http.keepAliveTimeout=5s. May be repeated.")
    List<String> sets = new ArrayList<>();
}
