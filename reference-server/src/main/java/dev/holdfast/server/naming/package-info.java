/** What applications find by name: data sources of the server, and the {@code java:comp/env} of each. */
@NullMarked
package dev.holdfast.server.naming;

import org.jspecify.annotations.NullMarked;
