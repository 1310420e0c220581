/** Components that tests pack into web archives; nothing else uses them. */
@NullMarked
package dev.holdfast.server.deploy.app;

import org.jspecify.annotations.NullMarked;
