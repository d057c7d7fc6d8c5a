// What the sun sees: depth only.

@vertex
fn vertex(@builtin(instance_index) draw: u32, @builtin(vertex_index) number: u32) -> @builtin(position) vec4f {
    let seen = frame.shadow_from_world * vec4f(pulled(draw, number).position, 1.0);
    // Back from texture coordinates to the clip square.
    return vec4f(seen.x * 2.0 - 1.0, 1.0 - seen.y * 2.0, seen.z, 1.0);
}
