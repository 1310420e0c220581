package dev.holdfast.connector.servlet;

import dev.holdfast.connector.HttpConnector;
import io.undertow.server.HttpHandler;
import jakarta.servlet.ServletContext;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioWorker;

/**
 * The settings of one deployment's connector, and where each was given. Whatever is wrong is an {@link IllegalArgumentException} that says so in
 * one line.
 */
final class DeploymentSettings {
    private final Collection<String> contextParams;
    private final List<Source> sources;

    /** The sources that win come first. */
    DeploymentSettings(Collection<String> contextParams, List<Source> sources) {
        this.contextParams = contextParams;
        this.sources = sources;
    }

    /** Returns what the deployment says, and for what it does not, its process. */
    static DeploymentSettings of(ServletContext context) {
        return new DeploymentSettings(
                Collections.list(context.getInitParameterNames()),
                List.of(
                        new Source("context-param", Setting::toString, context::getInitParameter),
                        new Source("system property", Setting::toString, System::getProperty),
                        new Source("environment variable", Setting::variable, System::getenv)));
    }

    /** What can give settings: its name for people, and for each setting, and the text for such a name. */
    record Source(String kind, Function<Setting<?>, String> names, Function<String, @Nullable String> texts) {
        private Optional<Given> given(Setting<?> setting) {
            String name = names.apply(setting);
            return Optional.ofNullable(texts.apply(name)).map(text -> new Given(kind + " " + name, text.strip()));
        }
    }

    private record Given(String place, String text) {}

    /** A connector that is to be started, and how long it may drain. */
    record Built(HttpConnector connector, Duration drainTimeout) {}

    /**
     * Builds the connector; it does nothing until started.
     *
     * @param worker what requests run on, or null for a worker of the connector's own
     * @return nothing where {@code holdfast.port} is not given
     */
    Optional<Built> build(HttpHandler handler, @Nullable XnioWorker worker) {
        refuseUnknown();
        if (given(Setting.PORT).isEmpty()) {
            return Optional.empty();
        }
        ConnectorDraft draft = new ConnectorDraft();
        for (Setting<?> setting : Setting.ALL) {
            given(setting).ifPresent(given -> read(setting, given, draft));
        }
        try {
            return Optional.of(new Built(draft.build(handler, worker), draft.drainTimeout()));
        } catch (IllegalArgumentException outOfRange) {
            throw located(outOfRange);
        }
    }

    private void refuseUnknown() {
        for (String name : new TreeSet<>(contextParams)) {
            if (name.startsWith(Setting.PREFIX) && Setting.of(name).isEmpty()) {
                throw new IllegalArgumentException("unknown context-param " + name + "; the legal ones are "
                        + Setting.ALL.stream().map(Setting::toString).collect(Collectors.joining(", ")));
            }
        }
    }

    private void read(Setting<?> setting, Given given, ConnectorDraft draft) {
        boolean legal;
        try {
            legal = setting.read(given.text(), draft);
        } catch (IllegalArgumentException outOfRange) {
            throw located(outOfRange);
        }
        if (!legal) {
            throw new IllegalArgumentException(given.place() + " is \"" + given.text() + "\", but must be "
                    + setting.values().legal());
        }
    }

    /** The settings' own checks name the setting first; it may be another than the one given last. */
    private IllegalArgumentException located(IllegalArgumentException outOfRange) {
        String message = String.valueOf(outOfRange.getMessage());
        String name = message.substring(0, Math.max(0, message.indexOf(' ')));
        return new IllegalArgumentException(Setting.of(Setting.PREFIX + name)
                .flatMap(this::given)
                .map(given -> given.place() + message.substring(name.length()))
                .orElse(message));
    }

    private Optional<Given> given(Setting<?> setting) {
        return sources.stream()
                .flatMap(source -> source.given(setting).stream())
                .findFirst();
    }
}
