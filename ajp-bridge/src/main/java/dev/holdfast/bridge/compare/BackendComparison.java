package dev.holdfast.bridge.compare;

import dev.holdfast.bridge.Backend;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts the same requests to a back end over AJP and over HTTP.
 *
 * @param differences what is not the same, each field once
 * @param requests how many there were
 * @param mirrored whether the application says what it was told, so that more than the responses was compared
 */
public record BackendComparison(List<Difference> differences, int requests, boolean mirrored) {
    private static final int NOT_FOUND = 404;

    /** Copies the list. */
    public BackendComparison {
        differences = List.copyOf(differences);
    }

    /**
     * Compares. Blocks for as long as the back ends take, at most 30 s a read.
     *
     * @param path where the requests go, such as {@code /mirror/}; a GET of it must be answered with another status than 404
     * @param unsafe whether there are POST and PUT among them
     * @throws IOException if one of them cannot be reached, does not answer as its protocol has it, or has nothing at {@code path}; names the
     *     request, and each that did not answer it
     */
    public static BackendComparison of(Backend ajp, Backend http, String path, boolean unsafe) throws IOException {
        String directory = path.endsWith("/") ? path : path + "/";
        Map<String, Difference> differences = new LinkedHashMap<>();
        boolean mirrored = false;
        List<SampleRequest> requests = Catalogue.of(directory, unsafe);
        try (TwinFront left = new TwinFront(ajp);
                TwinFront right = new TwinFront(http)) {
            for (SampleRequest request : requests) {
                List<String> silent = new ArrayList<>();
                Answer one = answer(left, ajp, request, silent);
                Answer other = answer(right, http, request, silent);
                if (one == null || other == null) {
                    throw new IOException(
                            "no answer to \"" + request.name() + "\" from " + String.join(", nor from ", silent));
                }
                if (request.equals(requests.get(0))) {
                    requireFound(ajp, one, http, other, directory);
                }
                mirrored |= Comparison.isMirrored(one) && Comparison.isMirrored(other);
                for (Difference difference : Comparison.of(request.name(), one, other)) {
                    differences.merge(difference.field(), difference, (first, again) -> first.again());
                }
            }
        }
        return new BackendComparison(List.copyOf(differences.values()), requests.size(), mirrored);
    }

    private static @Nullable Answer answer(
            TwinFront front, Backend backend, SampleRequest request, List<String> silent) {
        try {
            return front.send(request);
        } catch (IOException failed) {
            silent.add(backend + " (" + failed.getMessage() + ")");
            return null;
        }
    }

    /** Two pages that say that nothing is there are the same, and tell nothing. */
    private static void requireFound(Backend ajp, Answer one, Backend http, Answer other, String path)
            throws IOException {
        List<String> empty = new ArrayList<>();
        if (one.status() == NOT_FOUND) {
            empty.add(ajp.toString());
        }
        if (other.status() == NOT_FOUND) {
            empty.add(http.toString());
        }
        if (!empty.isEmpty()) {
            throw new IOException("nothing is at " + path + " of " + String.join(", nor of ", empty) + ": 404");
        }
    }
}
