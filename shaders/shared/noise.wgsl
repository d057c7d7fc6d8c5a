// Cheap noise without textures.

fn hash(cell: vec2f) -> f32 {
    let mixed = fract(cell * vec2f(0.1031, 0.1030));
    let folded = mixed + dot(mixed, mixed.yx + 33.33);
    return fract((folded.x + folded.y) * folded.x * 7.31 + folded.y * 3.7);
}

fn value_noise(at: vec2f) -> f32 {
    let cell = floor(at);
    let inside = at - cell;
    let smoothed = inside * inside * (3.0 - 2.0 * inside);
    let below = mix(hash(cell), hash(cell + vec2f(1.0, 0.0)), smoothed.x);
    let above = mix(hash(cell + vec2f(0.0, 1.0)), hash(cell + vec2f(1.0, 1.0)), smoothed.x);
    return mix(below, above, smoothed.y);
}

// Slopes of water too fine for waves.
fn ripples(at: vec2f) -> vec2f {
    let drift = vec2f(frame.time_secs * 0.35, -frame.time_secs * 0.22);
    return vec2f(value_noise(at * 2.3 + drift), value_noise(at * 2.9 - drift)) - 0.5;
}
