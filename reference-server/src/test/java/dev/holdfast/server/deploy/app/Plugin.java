package dev.holdfast.server.deploy.app;

/** What an initializer asks for. */
public interface Plugin {}
