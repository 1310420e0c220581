package dev.holdfast.server.cli;

import dev.holdfast.server.deploy.Users;
import dev.holdfast.server.deploy.Users.User;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/** Users in a properties file: {@code name=password,role,role}. A password can therefore not contain a comma. */
final class UsersFile {
    private UsersFile() {}

    /**
     * Reads the users.
     *
     * @throws ConfigurationException if the file is no properties file, or a user has no password
     * @throws IOException if the file cannot be read, with a message that names it
     */
    static Users read(Path file) throws ConfigurationException, IOException {
        Map<String, User> users = new HashMap<>();
        for (Map.Entry<Object, Object> entry : properties(file).entrySet()) {
            List<String> words = List.of(entry.getValue().toString().strip().split("\\s*,\\s*"));
            if (words.get(0).isEmpty()) {
                throw new ConfigurationException(
                        file + ": the user " + entry.getKey() + " has no password; write name=password,role,role");
            }
            users.put(entry.getKey().toString(), new User(words.get(0), Set.copyOf(words.subList(1, words.size()))));
        }
        return new Users(users);
    }

    private static Properties properties(Path file) throws ConfigurationException, IOException {
        Properties properties = new Properties();
        try (Reader text = Files.newBufferedReader(file)) {
            properties.load(text);
            return properties;
        } catch (NoSuchFileException e) {
            throw new IOException(file + ": no such file", e);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(file + ": not a properties file: " + e.getMessage());
        }
    }
}
