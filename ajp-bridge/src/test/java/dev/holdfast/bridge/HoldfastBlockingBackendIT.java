package dev.holdfast.bridge;

import dev.holdfast.ajp.AjpMode;

final class HoldfastBlockingBackendIT extends HoldfastContract {
    @Override
    AjpMode mode() {
        return AjpMode.BLOCKING;
    }
}
