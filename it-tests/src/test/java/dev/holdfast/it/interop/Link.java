package dev.holdfast.it.interop;

/** A front and the back end behind it. */
record Link(Front front, Back back, int port, int tlsPort) {}
