// From light to picture: bloom, a filmic curve, a little grading, the vignette, and bars in the colour of the dusk
// around a canvas of another shape.

@group(0) @binding(1) var source: texture_2d<f32>;
@group(0) @binding(2) var linear_sampler: sampler;
@group(1) @binding(0) var bloom: texture_2d<f32>;

@vertex
fn vertex(@builtin(vertex_index) index: u32) -> Fullscreen {
    return fullscreen(index, 0.0);
}

// Hill's fit of the ACES reference and output transforms.
fn filmic(light: vec3f) -> vec3f {
    let from_linear = mat3x3f(
        0.59719, 0.07600, 0.02840,
        0.35458, 0.90834, 0.13383,
        0.04823, 0.01566, 0.83777,
    );
    let to_linear = mat3x3f(
        1.60475, -0.10208, -0.00327,
        -0.53108, 1.10813, -0.07276,
        -0.07367, -0.00605, 1.07602,
    );
    let film = from_linear * light;
    let curve = (film * (film + 0.0245786) - 0.000090537) / (film * (0.983729 * film + 0.4329510) + 0.238081);
    return saturate(to_linear * curve);
}

// The film's curve bleaches: colour comes back, shadows a breath towards blue and lights towards amber.
fn graded(film: vec3f) -> vec3f {
    let luminance = dot(film, vec3f(0.2126, 0.7152, 0.0722));
    let vivid = max(mix(vec3f(luminance), film, 1.18), vec3f(0.0));
    return vivid * mix(vec3f(0.94, 0.98, 1.07), vec3f(1.04, 1.0, 0.95), smoothstep(0.0, 0.6, luminance));
}

// The display's curve from square roots alone, within half a step of eight bits.
fn encoded(linear: vec3f) -> vec3f {
    let half = sqrt(linear);
    let quarter = sqrt(half);
    let eighth = sqrt(quarter);
    return 0.662002687 * half + 0.684122060 * quarter - 0.323583601 * eighth - 0.0225411470 * linear;
}

// Less than a step of the display, so that a dark sky shows no bands.
fn dither(pixel: vec2f) -> f32 {
    return (fract(52.9829189 * fract(dot(pixel, vec2f(0.06711056, 0.00583715)))) - 0.5) / 255.0;
}

fn bars(uv: vec2f, beyond: vec2f) -> vec3f {
    let dusk = mix(frame.sky, frame.horizon, smoothstep(0.1, 0.9, uv.y));
    let away = max(beyond.x, beyond.y);
    return filmic(dusk * 0.16) * (0.55 + 0.45 * smoothstep(0.0, 0.06, away));
}

@fragment
fn fragment(in: Fullscreen) -> @location(0) vec4f {
    let uv = (in.uv - frame.picture.xy) / frame.picture.zw;
    let beyond = max(-uv, uv - 1.0);
    var shown = bars(in.uv, beyond);
    if beyond.x <= 0.0 && beyond.y <= 0.0 {
        let light = textureSampleLevel(source, linear_sampler, uv, 0.0).rgb;
        let glow = textureSampleLevel(bloom, linear_sampler, uv, 0.0).rgb;
        let from_centre = (uv - 0.5) * vec2f(1.1, 1.0);
        let vignette = 1.0 - 0.55 * smoothstep(0.2, 1.05, dot(from_centre, from_centre) * 2.4);
        shown = graded(filmic((light + glow * frame.bloom_strength) * (1.15 * vignette)));
    }
    return vec4f(encoded(saturate(shown)) + dither(in.clip.xy), 1.0);
}
