package dev.starling.h264.syntax;

/** The kinds of slices of Table 7-6 that this library reads; SP and SI slices are refused. */
public enum SliceType {
    P,
    B,
    I
}
