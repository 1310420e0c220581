/**
 * What load balancers in front of a web server mean for it: how long they keep connections, how long they wait for responses. Readers of
 * haproxy.cfg and nginx.conf that understand the syntax of all of it and take up these few settings. Text in, records out.
 */
@NullMarked
package dev.holdfast.loadbalancer;

import org.jspecify.annotations.NullMarked;
