package dev.holdfast.httpd;

import dev.holdfast.config.Origin;

/**
 * How redirects of a back end are corrected.
 *
 * @param path where the back end is mounted
 * @param url what redirects begin with
 */
public record ProxyPassReverse(String path, String url, Origin origin) {}
