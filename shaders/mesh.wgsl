// Every solid thing.

struct Lit {
    @builtin(position) clip: vec4f,
    @location(0) position: vec3f,
    @location(1) normal: vec3f,
    @location(2) colour: vec3f,
    // Roughness, glow.
    @location(3) extra: vec2f,
}

@vertex
fn vertex(corner: Corner) -> Lit {
    let position = world_position(corner);
    return Lit(
        frame.clip_from_world * vec4f(position, 1.0),
        position,
        world_normal(corner),
        base_colour(corner),
        vec2f(corner.tint.a, corner.extra.x),
    );
}

@fragment
fn fragment(in: Lit) -> @location(0) vec4f {
    let roughness = clamp(in.extra.x, 0.08, 1.0);
    let surface = Surface(in.position, normalize(in.normal), in.colour, roughness);
    let colour = lit(surface) + in.colour * in.extra.y;
    return vec4f(through_air(colour, in.position), 1.0);
}
