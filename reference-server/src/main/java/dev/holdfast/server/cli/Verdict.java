package dev.holdfast.server.cli;

/** A command whose exit code 1 is an answer. Where it has none, because something could not be done, the code is 2. */
interface Verdict {}
