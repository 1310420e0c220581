/** The connector's words for Undertow's access log: {@code io.undertow.attribute.ExchangeAttribute}s, found by {@code ServiceLoader}. */
@NullMarked
package dev.holdfast.connector.accesslog;

import org.jspecify.annotations.NullMarked;
