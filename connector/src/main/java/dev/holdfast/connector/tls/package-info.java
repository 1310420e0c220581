/**
 * Keys, certificates and trust: from files to the {@code SSLContext} in force, which certificate a client is served, and the reload of changed
 * files. Knows neither connections nor threads.
 */
@NullMarked
package dev.holdfast.connector.tls;

import org.jspecify.annotations.NullMarked;
