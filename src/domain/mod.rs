//! Photo, voice, scene, project, estimate, render and fault: values and rules, no I/O and no clock.
