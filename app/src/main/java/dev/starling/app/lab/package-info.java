/**
 * The command that compares delivery policies on recorded paths. Open {@link dev.starling.app.lab.LabCommand} first.
 */
@NullMarked
package dev.starling.app.lab;

import org.jspecify.annotations.NullMarked;
