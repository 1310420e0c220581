/** What a machine says of itself in text: kernel settings and the versions of the servers on it. Text in, records out. */
@NullMarked
package dev.holdfast.host;

import org.jspecify.annotations.NullMarked;
