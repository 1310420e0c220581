package dev.holdfast.bridge.compare;

import dev.holdfast.bridge.Backend;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts the same requests to a back end over AJP and over HTTP.
 *
 * @param differences what is not the same, each field once
 * @param requests how many there were
 * @param mirrored whether the application says what it was told, so that more than the responses was compared
 */
public record BackendComparison(List<Difference> differences, int requests, boolean mirrored) {
    /** Copies the list. */
    public BackendComparison {
        differences = List.copyOf(differences);
    }

    /**
     * Compares. Blocks for as long as the back ends take, at most 30 s a read.
     *
     * @param path where the requests go, such as {@code /mirror/}
     * @param unsafe whether there are POST and PUT among them
     * @throws IOException if one of them cannot be reached, or does not answer as HTTP has it; names the request
     */
    public static BackendComparison of(Backend ajp, Backend http, String path, boolean unsafe) throws IOException {
        String directory = path.endsWith("/") ? path : path + "/";
        Map<String, Difference> differences = new LinkedHashMap<>();
        boolean mirrored = false;
        List<SampleRequest> requests = Catalogue.of(directory, unsafe);
        try (TwinFront left = new TwinFront(ajp);
                TwinFront right = new TwinFront(http)) {
            for (SampleRequest request : requests) {
                Answer one = answer(left, ajp, request);
                Answer other = answer(right, http, request);
                mirrored |= Comparison.isMirrored(one) && Comparison.isMirrored(other);
                for (Difference difference : Comparison.of(request.name(), one, other)) {
                    differences.merge(difference.field(), difference, (first, again) -> first.again());
                }
            }
        }
        return new BackendComparison(List.copyOf(differences.values()), requests.size(), mirrored);
    }

    private static Answer answer(TwinFront front, Backend backend, SampleRequest request) throws IOException {
        try {
            Answer answer = front.send(request);
            if (answer.status() == 503) {
                throw new IOException("503, as from a back end that is not there");
            }
            return answer;
        } catch (IOException failed) {
            throw new IOException(
                    "no answer from " + backend + " to \"" + request.name() + "\": " + failed.getMessage(), failed);
        }
    }
}
