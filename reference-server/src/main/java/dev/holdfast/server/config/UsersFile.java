package dev.holdfast.server.config;

import dev.holdfast.server.realm.Password;
import dev.holdfast.server.realm.Users;
import dev.holdfast.server.realm.Users.User;
import dev.holdfast.settings.ConfigurationException;
import dev.holdfast.settings.PropertiesFile;
import dev.holdfast.settings.SettingsFile;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Users in a properties file: {@code name=password,role,role}. A password that contains a comma must be hashed; {@code -} is none. */
public final class UsersFile {
    private UsersFile() {}

    /**
     * Reads the users.
     *
     * @throws ConfigurationException as {@link PropertiesFile#read}, or if a user has no password, or something that begins as a hash and is none
     */
    public static Users read(Path file) throws ConfigurationException {
        SettingsFile properties = PropertiesFile.read(file);
        Map<String, User> users = new HashMap<>();
        for (Map.Entry<String, SettingsFile.Entry> entry : properties.entries().entrySet()) {
            String name = entry.getKey();
            List<String> words = List.of(entry.getValue().value().strip().split("\\s*,\\s*"));
            if (words.isEmpty() || words.get(0).isEmpty()) {
                throw new ConfigurationException(properties.place(name) + ": the user " + name
                        + " has no password; write name=password,role,role");
            }
            try {
                users.put(name, new User(Password.parse(words.get(0)), Set.copyOf(words.subList(1, words.size()))));
            } catch (IllegalArgumentException noHash) {
                throw new ConfigurationException(
                        properties.place(name) + ": the password of the user " + name + ": " + noHash.getMessage());
            }
        }
        return new Users(users);
    }
}
