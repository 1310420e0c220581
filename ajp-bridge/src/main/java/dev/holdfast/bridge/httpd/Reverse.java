package dev.holdfast.bridge.httpd;

import java.util.List;
import java.util.Optional;

/**
 * One ProxyPassReverse.
 *
 * @param path what replaces it: a path of this host, or a URL
 * @param urls what redirects begin with: a URL, a path, or the URLs of a balancer's members
 * @param place where it counts
 */
record Reverse(String path, List<String> urls, Place place) {
    Reverse {
        urls = List.copyOf(urls);
    }

    /**
     * Returns where a redirect leads on this side, or nothing if it is another's.
     *
     * @param ownUrl scheme, host and port that the client used
     */
    Optional<String> apply(String location, String ownUrl) {
        for (String url : urls) {
            String compared = url.startsWith("/") ? pathOf(location) : location;
            if (compared.regionMatches(true, 0, url, 0, url.length())) {
                String corrected = path + compared.substring(url.length());
                return Optional.of(corrected.startsWith("/") ? ownUrl + corrected : corrected);
            }
        }
        return Optional.empty();
    }

    private static String pathOf(String location) {
        int authority = location.indexOf("://");
        int slash = authority < 0 ? -1 : location.indexOf('/', authority + 3);
        return slash < 0 ? location : location.substring(slash);
    }
}
