package dev.holdfast.httpd.syntax;

import java.util.Map;
import java.util.Set;

/**
 * What httpd knows before it reads the first line.
 *
 * @param configFile (-f) the file to begin with; relative to {@code serverRoot} unless it begins with a slash
 * @param serverRoot (-d) the directory that paths are relative to until a ServerRoot directive says otherwise; absolute
 * @param defines (-D) names that IfDefine finds; they have no values
 * @param environment where {@code ${name}} is looked up after Define's variables; Debian sets a dozen in its envvars file
 * @param staticModules names of the modules that are compiled in, each both as a source file and as a symbol
 * @param version what IfVersion compares with: major.minor.patch
 */
public record HttpdOptions(
        String configFile,
        String serverRoot,
        Set<String> defines,
        Map<String, String> environment,
        Set<String> staticModules,
        String version) {
    /** What Debian and Red Hat compile in. */
    public static final Set<String> USUAL_STATIC_MODULES = Set.of(
            "core.c",
            "core_module",
            "http_core.c",
            "http_module",
            "mod_so.c",
            "so_module",
            "mod_watchdog.c",
            "watchdog_module",
            "mod_log_config.c",
            "log_config_module",
            "mod_logio.c",
            "logio_module",
            "mod_version.c",
            "version_module",
            "mod_unixd.c",
            "unixd_module");

    /** The version if nobody says. */
    public static final String USUAL_VERSION = "2.4.68";

    /** @throws IllegalArgumentException if {@code version} is not three numbers, or {@code serverRoot} is relative */
    public HttpdOptions {
        if (!version.matches("\\d{1,9}\\.\\d{1,9}\\.\\d{1,9}")) {
            throw new IllegalArgumentException("version must be like 2.4.68: " + version);
        }
        if (!serverRoot.startsWith("/")) {
            throw new IllegalArgumentException("serverRoot must be an absolute path: " + serverRoot);
        }
        defines = Set.copyOf(defines);
        environment = Map.copyOf(environment);
        staticModules = Set.copyOf(staticModules);
    }

    /**
     * Returns the options of a configuration whose ServerRoot is the directory of {@code configFile}.
     *
     * @throws IllegalArgumentException if {@code configFile} is no absolute path
     */
    public static HttpdOptions of(String configFile) {
        if (!configFile.startsWith("/")) {
            throw new IllegalArgumentException("configFile must be an absolute path: " + configFile);
        }
        return new HttpdOptions(
                configFile, Paths.parent(configFile), Set.of(), Map.of(), USUAL_STATIC_MODULES, USUAL_VERSION);
    }

    /** Returns these with other {@code defines}. */
    public HttpdOptions withDefines(Set<String> other) {
        return new HttpdOptions(configFile, serverRoot, other, environment, staticModules, version);
    }

    /** Returns these with another {@code environment}. */
    public HttpdOptions withEnvironment(Map<String, String> other) {
        return new HttpdOptions(configFile, serverRoot, defines, other, staticModules, version);
    }

    /** Returns these with other {@code staticModules}. */
    public HttpdOptions withStaticModules(Set<String> other) {
        return new HttpdOptions(configFile, serverRoot, defines, environment, other, version);
    }

    /** Returns these with another {@code version}. */
    public HttpdOptions withVersion(String other) {
        return new HttpdOptions(configFile, serverRoot, defines, environment, staticModules, other);
    }
}
