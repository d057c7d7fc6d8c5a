// What every pass knows of the moment. `engine/src/view/uniforms.rs` writes it in this order.

struct PointLight {
    position: vec3f,
    radius: f32,
    colour: vec3f,
    unused: f32,
}

struct Frame {
    clip_from_world: mat4x4f,
    // To texture coordinates and depth.
    shadow_from_world: mat4x4f,
    eye: vec3f,
    time_secs: f32,
    // Unit vectors of the camera; the fourths are half the picture's extent at a distance of one.
    right: vec3f,
    half_width: f32,
    up: vec3f,
    half_height: f32,
    forward: vec3f,
    fog_per_metre: f32,
    sun_direction: vec3f,
    // One texel of the shadow map in metres; 0 without shadows.
    shadow_texel_metres: f32,
    sun_colour: vec3f,
    light_count: u32,
    sky: vec3f,
    // 1 over the shadow map's width.
    shadow_texel: f32,
    horizon: vec3f,
    bloom_strength: f32,
    ground: vec3f,
    unused: f32,
    // The picture within the canvas: its corner and extent as parts of the canvas.
    picture: vec4f,
    lights: array<PointLight, 16>,
}

@group(0) @binding(0) var<uniform> frame: Frame;
