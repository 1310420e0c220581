package dev.holdfast.server.realm;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Users in a database, which is asked with every log-in. While it cannot answer, log-ins end in a {@link RealmUnavailableException}, and the log says why
 * once a minute; one that gives no connection, or is too slow, is not asked again for a second. What is no password and no hash is reported likewise, and whom the query has two rows for cannot log in.
 */
public final class JdbcUsers implements UserStore {
    private static final Logger LOG = Logger.getLogger(JdbcUsers.class);

    private static final int QUERY_TIMEOUT_SECONDS = 5;
    private static final int MAX_ROLES = 1000;
    private static final int ONE_AND_ANOTHER = 2;
    private static final int MAX_HASHES = 1000;

    private final DataSource dataSource;
    private final JdbcSettings settings;
    private final Complaints complaints = new Complaints(LOG);
    private final LookUps lookUps;

    /** By its text, so that what a hash remembers of the right password outlives the request, and is gone when the hash changes. */
    private final Map<String, Password> hashes = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Password> eldest) {
            return size() > MAX_HASHES;
        }
    };

    /** @param dataSource the one that the settings name; whoever made it closes it */
    public JdbcUsers(DataSource dataSource, JdbcSettings settings) {
        this.dataSource = dataSource;
        this.settings = settings;
        this.lookUps = new LookUps(settings.dataSource(), complaints);
    }

    @Override
    public Optional<Password> password(String name) {
        if (name.indexOf('\0') >= 0) {
            return Optional.empty();
        }
        List<@Nullable String> rows = query(settings.principalQuery(), name, ONE_AND_ANOTHER);
        if (rows.size() > 1) {
            complaints.say(settings.dataSource()
                    + ": there are two passwords of one user, so that nobody can log in by this name: " + name);
        }
        return rows.size() == 1 ? Optional.of(parse(name, rows.get(0))) : Optional.empty();
    }

    private Password parse(String name, @Nullable String text) {
        if (text == null) {
            return new Password.None();
        }
        try {
            // A column of fixed width is filled up with spaces.
            Password password = Password.parse(text.stripTrailing());
            return password instanceof HashedPassword hash ? known(text, hash) : password;
        } catch (IllegalArgumentException noHash) {
            throw unavailable("the password of " + name + ": " + noHash.getMessage(), noHash);
        }
    }

    private Password known(String text, HashedPassword hash) {
        synchronized (hashes) {
            return hashes.computeIfAbsent(text, unknown -> hash);
        }
    }

    @Override
    public Set<String> roles(String name) {
        List<@Nullable String> rows = query(settings.rolesQuery(), name, MAX_ROLES + 1);
        if (rows.size() > MAX_ROLES) {
            throw unavailable("more than " + MAX_ROLES + " roles of " + name, null);
        }
        return rows.stream().filter(Objects::nonNull).map(String::strip).collect(Collectors.toSet());
    }

    private List<@Nullable String> query(String sql, String name, int maxRows) {
        return lookUps.ask(() -> answer(sql, name, maxRows));
    }

    private List<@Nullable String> answer(String sql, String name, int maxRows) {
        try (Connection connection = connection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setQueryTimeout(QUERY_TIMEOUT_SECONDS);
            statement.setMaxRows(maxRows);
            statement.setString(1, name);
            try (ResultSet found = statement.executeQuery()) {
                List<@Nullable String> values = new ArrayList<>();
                while (found.next()) {
                    values.add(found.getString(1));
                }
                return values;
            }
        } catch (SQLTimeoutException slow) {
            throw down(slow);
        } catch (SQLException e) {
            throw unavailable(String.valueOf(e.getMessage()), e);
        }
    }

    private Connection connection() {
        try {
            return dataSource.getConnection();
        } catch (SQLException none) {
            throw down(none);
        }
    }

    private RealmUnavailableException down(SQLException why) {
        RealmUnavailableException failure = unavailable(String.valueOf(why.getMessage()), why);
        lookUps.isDown(String.valueOf(failure.getMessage()));
        return failure;
    }

    private RealmUnavailableException unavailable(String why, @Nullable Exception cause) {
        String reason = settings.dataSource() + ": " + why;
        complaints.say(reason + "; log-ins are answered 503");
        return new RealmUnavailableException(reason, cause);
    }

    /** Returns those of a hash as this server makes them, whatever the database has. */
    @Override
    public int iterations() {
        return HashedPassword.ITERATIONS;
    }

    @Override
    public boolean keepsPlainPasswords() {
        return true;
    }
}
