// The light that comes from a direction of the sky: seen itself, mirrored in water, and what fog fades into.

fn sky_colour(direction: vec3f) -> vec3f {
    let height = max(direction.y, 0.0);
    let overhead = 1.0 - exp(-height * 4.0);
    let dome = mix(frame.horizon, frame.sky, overhead);
    let toward_sun = saturate(dot(direction, frame.sun_direction));
    let low = exp(-height * 5.0);
    let glow = 0.22 * pow(toward_sun, 4.0) * low + 0.35 * pow(toward_sun, 48.0);
    return dome + frame.sun_colour * glow;
}

// `colour` seen through the air between the eye and `position`. Air is thicker near the ground.
fn through_air(colour: vec3f, position: vec3f) -> vec3f {
    let ray = position - frame.eye;
    let distance = length(ray);
    let direction = ray / max(distance, 0.001);
    let clear = exp(-distance * frame.fog_per_metre);
    let air = sky_colour(normalize(vec3f(direction.x, max(direction.y, 0.015), direction.z)));
    return mix(air, colour, clear);
}
