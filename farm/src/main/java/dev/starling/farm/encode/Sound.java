package dev.starling.farm.encode;

import dev.starling.farm.task.AudioTask;
import dev.starling.farm.task.AudioTask.Soundtrack;
import dev.starling.media.decoding.SourceInfo;
import dev.starling.swarm.title.AudioTrack;
import dev.starling.swarm.title.AudioTrack.Role;

/**
 * A soundtrack of the title.
 *
 * @param task made it
 * @param soundtrack the task's result
 * @param track its description in the title
 */
record Sound(AudioTask task, Soundtrack soundtrack, AudioTrack track) {
    /** @param before how many soundtracks of the title come before this one */
    static Sound of(AudioTask task, Soundtrack soundtrack, SourceInfo.Audio source, int before) {
        Role role = before == 0
                ? Role.MAIN
                : switch (source.purpose()) {
                    case SOUND -> Role.ALTERNATE;
                    case COMMENTARY -> Role.COMMENTARY;
                    case DESCRIPTION -> Role.DESCRIPTION;
                };
        return new Sound(task, soundtrack, new AudioTrack(before + 1, source.language(), source.name(), role));
    }
}
