package dev.holdfast.bridge.httpd;

import dev.holdfast.httpd.CookieReverse;

/** One ProxyPassReverseCookieDomain or ProxyPassReverseCookiePath, and where it counts. */
record CookieCorrection(CookieReverse reverse, Place place) {}
