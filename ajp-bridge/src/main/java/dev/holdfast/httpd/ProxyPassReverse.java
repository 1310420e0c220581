package dev.holdfast.httpd;

import dev.holdfast.config.Origin;
import java.util.Optional;

/**
 * How redirects of a back end are corrected.
 *
 * @param path where the back end is mounted
 * @param url what redirects begin with
 * @param location the Location it is in, whose requests alone it is for
 */
public record ProxyPassReverse(String path, String url, Optional<LocationScope> location, Origin origin) {}
