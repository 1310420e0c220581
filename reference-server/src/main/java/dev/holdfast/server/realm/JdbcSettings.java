package dev.holdfast.server.realm;

/**
 * A realm in a database.
 *
 * @param dataSource the name of the data source
 * @param principalQuery whose first column is the password of a user, a hash of it, or null for none, with one {@code ?} where the user's name is
 * @param rolesQuery whose first column is a role of the user, in as many rows, with one {@code ?} where the user's name is
 */
public record JdbcSettings(String dataSource, String principalQuery, String rolesQuery) {
    /** Returns whether there is exactly one {@code ?} in it; whether the rest is SQL, the database says. */
    public static boolean isQuery(String text) {
        return text.chars().filter(character -> character == '?').count() == 1;
    }
}
