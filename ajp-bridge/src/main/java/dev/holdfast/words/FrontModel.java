package dev.holdfast.words;

import java.util.Arrays;
import java.util.Optional;

/** How the client side of a gateway takes connections. */
public enum FrontModel {
    /** Holdfast's own: an idle connection costs no worker, and a pool is of the whole process. */
    NATIVE("native"),
    /** As httpd's prefork: a process for a connection. */
    PREFORK("prefork"),
    /** As httpd's worker: processes with threads, a thread for a connection. */
    WORKER("worker"),
    /** As httpd's event: processes with threads, a thread for a request. */
    EVENT("event");

    /** What is legal, to follow "must be". */
    public static final String LEGAL = "native, prefork, worker or event";

    private final String text;

    FrontModel(String text) {
        this.text = text;
    }

    /** Returns the model with this spelling; case counts. */
    public static Optional<FrontModel> of(String text) {
        return Arrays.stream(values()).filter(model -> model.text.equals(text)).findFirst();
    }

    @Override
    public String toString() {
        return text;
    }
}
