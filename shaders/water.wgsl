// Surfaces that bend and shine: waves from a sum of sines, the sky mirrored, the sun and every fire as a path of light.

struct Wet {
    @builtin(position) clip: vec4f,
    @location(0) position: vec3f,
    @location(1) colour: vec3f,
    @location(2) glow: f32,
}

// Slope of the surface and its height, per direction, length and pace.
fn wave(at: vec2f, direction: vec2f, waves_per_metre: f32, metres: f32, pace: f32) -> vec3f {
    let phase = dot(at, direction) * waves_per_metre + frame.time_secs * pace;
    return vec3f(direction * (cos(phase) * waves_per_metre * metres), sin(phase) * metres);
}

fn swell(at: vec2f) -> vec3f {
    return wave(at, vec2f(0.8, 0.6), 0.9, 0.05, 1.1)
        + wave(at, vec2f(-0.5, 0.87), 1.7, 0.03, 1.6)
        + wave(at, vec2f(0.26, -0.97), 3.1, 0.014, 2.3);
}

@vertex
fn vertex(@builtin(instance_index) draw: u32, @builtin(vertex_index) number: u32) -> Wet {
    let corner = pulled(draw, number);
    let position = corner.position + vec3f(0.0, swell(corner.position.xz).z, 0.0);
    return Wet(frame.clip_from_world * vec4f(position, 1.0), position, corner.colour, corner.glow);
}

@fragment
fn fragment(in: Wet) -> @location(0) vec4f {
    let at = in.position.xz;
    // Fine ripples fade with distance, where they would only flicker.
    let near = 1.0 / (1.0 + 0.04 * length(frame.eye - in.position));
    let slope = swell(at).xy + ripples(at) * 0.35 * near;
    let normal = normalize(vec3f(-slope.x, 1.0, -slope.y));
    let view = normalize(frame.eye - in.position);
    let away = 1.0 - saturate(dot(normal, view));
    let fresnel = 0.03 + 0.97 * away * away * away * away * away;
    let mirrored = reflect(-view, normal);
    let reflection = sky_colour(vec3f(mirrored.x, abs(mirrored.y), mirrored.z));
    let body = lit(Surface(in.position, normal, in.colour, 0.16));
    let colour = mix(body, reflection, fresnel) + in.colour * in.glow;
    return vec4f(through_air(colour, in.position), 1.0);
}
