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
fn vertex(@builtin(instance_index) draw: u32, @builtin(vertex_index) number: u32) -> Lit {
    let corner = pulled(draw, number);
    return Lit(
        frame.clip_from_world * vec4f(corner.position, 1.0),
        corner.position,
        corner.normal,
        corner.colour,
        vec2f(corner.roughness, corner.glow),
    );
}

@fragment
fn fragment(in: Lit) -> @location(0) vec4f {
    let roughness = clamp(in.extra.x, 0.08, 1.0);
    let surface = Surface(in.position, normalize(in.normal), in.colour, roughness);
    let colour = lit(surface) + in.colour * in.extra.y;
    return vec4f(through_air(colour, in.position), 1.0);
}
