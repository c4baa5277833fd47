package dev.starling.h264.syntax;

/** What field_pic_flag and bottom_field_flag say. */
public enum PictureStructure {
    FRAME,
    TOP_FIELD,
    BOTTOM_FIELD;

    /** field_pic_flag. */
    public boolean isField() {
        return this != FRAME;
    }
}
