/** What Java Flight Recorder is told: an event for each request and each connection, in the category Holdfast. */
@NullMarked
package dev.holdfast.connector.jfr;

import org.jspecify.annotations.NullMarked;
