package dev.holdfast.architecture;

final class ReferenceServerArchitectureTest extends ArchitectureTest {}
