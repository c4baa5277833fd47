package dev.starling.h264.syntax;

/** Whether a picture is a frame or one field: field_pic_flag and bottom_field_flag (7.4.3). */
public enum PictureStructure {
    FRAME,
    TOP_FIELD,
    BOTTOM_FIELD;

    /** field_pic_flag. */
    public boolean isField() {
        return this != FRAME;
    }
}
