package dev.holdfast.architecture;

final class AjpBridgeArchitectureTest extends ArchitectureTest {}
