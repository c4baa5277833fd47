/**
 * Video files that people upload, and their encodes. {@link dev.starling.edge.upload.Uploads} keeps the files,
 * {@link dev.starling.edge.upload.EncodeQueue} encodes them one after the other in processes of their own.
 */
@NullMarked
package dev.starling.edge.upload;

import org.jspecify.annotations.NullMarked;
