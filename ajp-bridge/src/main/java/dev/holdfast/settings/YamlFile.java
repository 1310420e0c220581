package dev.holdfast.settings;

import java.nio.file.Path;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A YAML 1.2 file of settings: mappings in mappings, whose keys make one with dots between them, and single values. {@code http: {port: 80}} is
 * {@code http.port}, and so is {@code http.port: 80}.
 */
public final class YamlFile {
    private static final String KIND = "YAML file";
    private static final int MAX_DEPTH = 16;
    private static final int MAX_ENTRIES = 10_000;

    private final Path file;
    private final SettingsFile settings;

    private YamlFile(Path file) {
        this.file = file;
        this.settings = new SettingsFile(file);
    }

    /**
     * Reads the file.
     *
     * @throws ConfigurationException naming the file, and the line if it is about one: if the file cannot be read, has more than 1 MiB, is not UTF-8 or
     *     not YAML, has a list, a key without a value, one key twice, more than 16 levels or 10,000 values
     */
    public static SettingsFile read(Path file) throws ConfigurationException {
        YamlFile yaml = new YamlFile(file);
        Optional<Node> root = yaml.compose(SettingsText.read(file, KIND));
        if (root.isPresent()) {
            yaml.read(root.get());
        }
        return yaml.settings;
    }

    private Optional<Node> compose(String text) throws ConfigurationException {
        try {
            LoadSettings settings = LoadSettings.builder()
                    .setLabel(file.toString())
                    .setAllowNonScalarKeys(true)
                    .build();
            return new Compose(settings).composeString(text).filter(root -> !isNull(root));
        } catch (MarkedYamlEngineException malformed) {
            String place =
                    malformed.getProblemMark().map(mark -> ":" + line(mark)).orElse("");
            throw new ConfigurationException(file + place + ": not a " + KIND + ": " + malformed.getProblem());
        } catch (YamlEngineException malformed) {
            throw new ConfigurationException(file + ": not a " + KIND + ": " + malformed.getMessage());
        }
    }

    private void read(Node root) throws ConfigurationException {
        if (!(root instanceof MappingNode mapping)) {
            throw new ConfigurationException(file + ":" + line(root) + ": must be key: value");
        }
        read(mapping, "", 1);
    }

    private void read(MappingNode mapping, String prefix, int depth) throws ConfigurationException {
        for (NodeTuple pair : mapping.getValue()) {
            Node key = pair.getKeyNode();
            int line = line(key);
            if (!(key instanceof ScalarNode name)) {
                throw new ConfigurationException(file + ":" + line + ": a key must be a text");
            }
            read(prefix + name.getValue(), pair.getValueNode(), line, depth);
        }
    }

    private void read(String key, Node value, int line, int depth) throws ConfigurationException {
        if (value instanceof MappingNode inner) {
            if (depth == MAX_DEPTH) {
                throw new ConfigurationException(file + ":" + line + ": has more than " + MAX_DEPTH + " levels");
            }
            read(inner, key + ".", depth + 1);
        } else if (value instanceof ScalarNode scalar && !isNull(scalar)) {
            put(key, scalar.getValue(), line);
        } else {
            throw new ConfigurationException(file + ":" + line + ": " + key
                    + (value instanceof ScalarNode ? " has no value" : " is a list, but must be one value"));
        }
    }

    private void put(String key, String value, int line) throws ConfigurationException {
        if (settings.entries().size() == MAX_ENTRIES) {
            throw new ConfigurationException(file + ":" + line + ": has more than " + MAX_ENTRIES + " values");
        }
        settings.put(key, value, line);
    }

    private static boolean isNull(Node node) {
        return node.getTag().equals(Tag.NULL);
    }

    private static int line(Node node) {
        return node.getStartMark().map(YamlFile::line).orElse(1);
    }

    private static int line(Mark mark) {
        return mark.getLine() + 1;
    }
}
