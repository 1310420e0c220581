/** What the server says about itself over HTTP, to whoever can reach the loopback interface. */
@NullMarked
package dev.holdfast.server.admin;

import org.jspecify.annotations.NullMarked;
