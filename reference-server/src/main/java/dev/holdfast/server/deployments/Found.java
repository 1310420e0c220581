package dev.holdfast.server.deployments;

/**
 * An archive, or an exploded directory, as a look at the folder found it; two that are equal have not changed.
 *
 * @param name its file name
 * @param bytes of the archive, or of what lies in the directory's WEB-INF and its libraries
 * @param modifiedMillis when the newest of it was modified, since the epoch
 * @param complete whether an archive has its end; a directory always has
 */
record Found(String name, long bytes, long modifiedMillis, boolean complete) {
    /** Something that is there, and of which nothing else is known: never due. */
    static Found unknown(String name) {
        return new Found(name, -1, Long.MAX_VALUE, false);
    }
}
