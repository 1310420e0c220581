/** Other people's clients and reverse proxies against the connector, which runs in the test's own process and is asked what it counted. */
@NullMarked
package dev.holdfast.it.clients;

import org.jspecify.annotations.NullMarked;
