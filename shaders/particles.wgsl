// Motes of light: squares that face the camera, added to what is behind them.

struct Mote {
    x: f32,
    y: f32,
    z: f32,
    radius: f32,
    // Four bytes: the colour and the strength.
    colour: u32,
    glow: f32,
}

@group(1) @binding(0) var<storage, read> motes: array<Mote>;

struct Square {
    @builtin(position) clip: vec4f,
    @location(0) corner: vec2f,
    @location(1) light: vec3f,
}

// Six corners of two triangles.
@vertex
fn vertex(@builtin(vertex_index) number: u32) -> Square {
    let mote = motes[number / 6u];
    let place = vec3f(mote.x, mote.y, mote.z);
    let nth = number % 6u;
    let corner = vec2f(f32((0x1au >> nth) & 1u), f32((0x34u >> nth) & 1u)) * 2.0 - 1.0;
    // The halo reaches past the mote itself.
    let reach = mote.radius * 2.5;
    let position = place + (frame.right * corner.x + frame.up * corner.y) * reach;
    let clear = exp(-distance(frame.eye, place) * frame.fog_per_metre);
    let colour = unpack4x8unorm(mote.colour);
    let light = colour.rgb * (colour.a * (0.35 + mote.glow) * clear);
    return Square(frame.clip_from_world * vec4f(position, 1.0), corner, light);
}

@fragment
fn fragment(in: Square) -> @location(0) vec4f {
    let away = length(in.corner);
    let core = 1.0 - smoothstep(0.2, 0.42, away);
    let halo = saturate(1.0 - away);
    return vec4f(in.light * (core + 0.22 * halo * halo * halo), 0.0);
}
