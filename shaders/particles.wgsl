// Motes of light: squares that face the camera, added to what is behind them.

struct Mote {
    @location(0) place: vec4f,
    @location(1) colour: vec4f,
    @location(2) glow: f32,
}

struct Square {
    @builtin(position) clip: vec4f,
    @location(0) corner: vec2f,
    @location(1) light: vec3f,
}

@vertex
fn vertex(mote: Mote, @builtin(vertex_index) index: u32) -> Square {
    let corner = vec2f(f32(index & 1u), f32(index >> 1u)) * 2.0 - 1.0;
    // The halo reaches past the mote itself.
    let reach = mote.place.w * 2.5;
    let position = mote.place.xyz + (frame.right * corner.x + frame.up * corner.y) * reach;
    let clear = exp(-distance(frame.eye, mote.place.xyz) * frame.fog_per_metre);
    let light = mote.colour.rgb * (mote.colour.a * (0.35 + mote.glow) * clear);
    return Square(frame.clip_from_world * vec4f(position, 1.0), corner, light);
}

@fragment
fn fragment(in: Square) -> @location(0) vec4f {
    let away = length(in.corner);
    let core = 1.0 - smoothstep(0.2, 0.42, away);
    let halo = saturate(1.0 - away);
    return vec4f(in.light * (core + 0.22 * halo * halo * halo), 0.0);
}
