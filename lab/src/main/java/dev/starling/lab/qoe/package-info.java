/** What a session is worth. Open {@link dev.starling.lab.qoe.Qoe} first. */
@NullMarked
package dev.starling.lab.qoe;

import org.jspecify.annotations.NullMarked;
