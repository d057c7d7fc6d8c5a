// Half the size, softly: thirteen taps in five overlapping boxes (after Jimenez, "Next Generation Post Processing in
// Call of Duty: Advanced Warfare"). The first level keeps only what is brighter than paper.

@group(0) @binding(1) var source: texture_2d<f32>;
@group(0) @binding(2) var linear_sampler: sampler;

override is_first: bool = false;
override is_detailed: bool = true;

@vertex
fn vertex(@builtin(vertex_index) index: u32) -> Fullscreen {
    return fullscreen(index, 0.0);
}

fn tap(uv: vec2f, offset: vec2f) -> vec3f {
    let colour = min(textureSampleLevel(source, linear_sampler, uv + offset, 0.0).rgb, vec3f(24.0));
    if !is_first {
        return colour;
    }
    let brightest = max(colour.r, max(colour.g, colour.b));
    let kept = max(brightest - 0.55, 0.0);
    return colour * (kept / (brightest + 0.4));
}

@fragment
fn fragment(in: Fullscreen) -> @location(0) vec4f {
    let texel = 1.0 / vec2f(textureDimensions(source));
    let near = texel;
    let far = texel * 2.0;
    let flip = vec2f(1.0, -1.0);
    let inner = tap(in.uv, near) + tap(in.uv, -near) + tap(in.uv, near * flip) + tap(in.uv, -near * flip);
    if !is_detailed {
        return vec4f(inner * 0.25, 1.0);
    }
    let corners = tap(in.uv, far) + tap(in.uv, -far) + tap(in.uv, far * flip) + tap(in.uv, -far * flip);
    let sides = tap(in.uv, vec2f(far.x, 0.0)) + tap(in.uv, vec2f(-far.x, 0.0))
        + tap(in.uv, vec2f(0.0, far.y)) + tap(in.uv, vec2f(0.0, -far.y));
    let colour = inner * 0.125 + corners * 0.03125 + sides * 0.0625 + tap(in.uv, vec2f(0.0)) * 0.125;
    return vec4f(colour, 1.0);
}
