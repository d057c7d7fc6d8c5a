// One triangle that covers everything.

struct Fullscreen {
    @builtin(position) clip: vec4f,
    @location(0) uv: vec2f,
}

fn fullscreen(index: u32, depth: f32) -> Fullscreen {
    let corner = vec2f(f32((index << 1u) & 2u), f32(index & 2u));
    return Fullscreen(vec4f(corner * 2.0 - 1.0, depth, 1.0), vec2f(corner.x, 1.0 - corner.y));
}
