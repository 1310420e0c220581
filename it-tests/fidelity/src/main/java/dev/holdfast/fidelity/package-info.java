/**
 * Runs the scenarios of the simulator for real: Apache httpd with mod_jk or mod_proxy_ajp as its front says, a Tomcat behind it, and users with
 * sockets; and puts what was predicted beside what was measured.
 */
@NullMarked
package dev.holdfast.fidelity;

import org.jspecify.annotations.NullMarked;
