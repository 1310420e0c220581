package dev.holdfast.bridge;

import dev.holdfast.ajp.AjpMode;

final class HoldfastEventBackendIT extends HoldfastContract {
    @Override
    AjpMode mode() {
        return AjpMode.EVENT;
    }
}
