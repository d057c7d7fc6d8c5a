// Twice the size, added to the level there: a tent of nine texels by four samples between them.

@group(0) @binding(1) var source: texture_2d<f32>;
@group(0) @binding(2) var linear_sampler: sampler;

@vertex
fn vertex(@builtin(vertex_index) index: u32) -> Fullscreen {
    return fullscreen(index, 0.0);
}

@fragment
fn fragment(in: Fullscreen) -> @location(0) vec4f {
    let between = 0.5 / vec2f(textureDimensions(source));
    let flipped = between * vec2f(1.0, -1.0);
    let sum = textureSampleLevel(source, linear_sampler, in.uv + between, 0.0)
        + textureSampleLevel(source, linear_sampler, in.uv - between, 0.0)
        + textureSampleLevel(source, linear_sampler, in.uv + flipped, 0.0)
        + textureSampleLevel(source, linear_sampler, in.uv - flipped, 0.0);
    return vec4f(sum.rgb * 0.25, 1.0);
}
