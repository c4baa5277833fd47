/**
 * What all commands share: results as text or JSON, errors for the user, whole files. Open
 * {@link dev.starling.app.command.ResultCommand} first.
 */
@NullMarked
package dev.starling.app.command;

import org.jspecify.annotations.NullMarked;
