"""The loudspeaker: counts and cues are spoken, a set's start and end and a no-rep beep."""
