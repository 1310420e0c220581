package dev.holdfast.bridge.httpd;

/**
 * A JkMount or JkUnMount that counts.
 *
 * @param uri with wildcards, or the whole path; its characters are bytes
 * @param worker its name; of an exclusion, whose mounts it takes back, {@code *} for all
 * @param destination of an exclusion {@link Destination.Exclusion}
 */
record JkRule(String uri, String worker, Destination destination) {
    boolean isExclusion() {
        return destination instanceof Destination.Exclusion;
    }

    boolean matches(String path) {
        return Wildcards.matches(uri, path);
    }

    boolean takesFrom(JkRule mount) {
        return worker.equals("*") || worker.equals(mount.worker());
    }
}
