//! A virtual card with the shape of a SITHS card, for people and tests without hardware.
