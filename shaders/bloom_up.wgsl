// Twice the size, added to the level there: nine taps of a tent.

@group(0) @binding(1) var source: texture_2d<f32>;
@group(0) @binding(2) var linear_sampler: sampler;

@vertex
fn vertex(@builtin(vertex_index) index: u32) -> Fullscreen {
    return fullscreen(index, 0.0);
}

@fragment
fn fragment(in: Fullscreen) -> @location(0) vec4f {
    let texel = 1.0 / vec2f(textureDimensions(source));
    var sum = vec3f(0.0);
    for (var y = -1; y <= 1; y += 1) {
        for (var x = -1; x <= 1; x += 1) {
            let weight = f32((2 - abs(x)) * (2 - abs(y))) / 16.0;
            sum += textureSampleLevel(source, linear_sampler, in.uv + vec2f(f32(x), f32(y)) * texel, 0.0).rgb * weight;
        }
    }
    return vec4f(sum, 1.0);
}
