// A mesh's corner and its appearance, as the game sends them.

struct Corner {
    @location(0) position: vec3f,
    @location(1) normal: vec4f,
    @location(2) colour: vec4f,
    @location(3) row_x: vec4f,
    @location(4) row_y: vec4f,
    @location(5) row_z: vec4f,
    @location(6) tint: vec4f,
    // Glow, sway.
    @location(7) extra: vec2f,
}

fn world_position(corner: Corner) -> vec3f {
    let local = vec4f(corner.position, 1.0);
    let still = vec3f(dot(corner.row_x, local), dot(corner.row_y, local), dot(corner.row_z, local));
    // Two waves of different pace, so that a meadow never nods in step.
    let gust = sin(frame.time_secs * 1.3 + still.x * 0.31 + still.z * 0.23)
        + 0.5 * sin(frame.time_secs * 2.9 + still.x * 0.9 - still.z * 0.7);
    let bend = corner.extra.y * gust * saturate(corner.position.y);
    return still + vec3f(bend, 0.0, bend * 0.6);
}

// By the cofactors of the instance's matrix, so that stretched instances are lit right.
fn world_normal(corner: Corner) -> vec3f {
    let x = corner.row_x.xyz;
    let y = corner.row_y.xyz;
    let z = corner.row_z.xyz;
    let normal = corner.normal.xyz;
    return vec3f(dot(cross(y, z), normal), dot(cross(z, x), normal), dot(cross(x, y), normal));
}

fn base_colour(corner: Corner) -> vec3f {
    return mix(corner.colour.rgb, corner.tint.rgb, corner.colour.a);
}
