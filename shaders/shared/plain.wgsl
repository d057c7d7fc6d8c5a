// The same light as in `sky.wgsl`, `light.wgsl` and `noise.wgsl`, for an adapter that computes on the CPU: one shadow
// sample, no highlights but the sun's on water, powers by multiplication.

@group(2) @binding(0) var shadow_map: texture_depth_2d;
@group(2) @binding(1) var shadow_sampler: sampler_comparison;

struct Surface {
    position: vec3f,
    normal: vec3f,
    colour: vec3f,
    roughness: f32,
}

fn sky_colour(direction: vec3f) -> vec3f {
    let height = max(direction.y, 0.0);
    let overhead = 1.0 - 1.0 / (1.0 + 4.0 * height + 8.0 * height * height);
    let toward_sun = saturate(dot(direction, frame.sun_direction));
    let squared = toward_sun * toward_sun;
    return mix(frame.horizon, frame.sky, overhead) + frame.sun_colour * (0.22 * squared * squared * (1.0 - overhead));
}

fn through_air(colour: vec3f, position: vec3f) -> vec3f {
    let ray = position - frame.eye;
    let squared = dot(ray, ray);
    let over_distance = inverseSqrt(squared + 0.0001);
    let clear = exp2(-1.4427 * squared * over_distance * frame.fog_per_metre);
    let toward_sun = saturate(dot(ray, frame.sun_direction) * over_distance);
    let low = toward_sun * toward_sun;
    return mix(frame.horizon + frame.sun_colour * (0.22 * low * low), colour, clear);
}

fn sunlit(position: vec3f, normal: vec3f) -> f32 {
    let at = (frame.shadow_from_world * vec4f(position + normal * frame.shadow_texel_metres, 1.0)).xyz;
    let inside = min(at.xy, 1.0 - at.xy);
    let edge = saturate(min(inside.x, inside.y) * 12.0);
    return mix(1.0, textureSampleCompareLevel(shadow_map, shadow_sampler, at.xy, at.z), edge);
}

fn lamp(light: PointLight, surface: Surface) -> vec3f {
    let ray = light.position - surface.position;
    let squared = dot(ray, ray);
    let left = saturate(1.0 - squared / (light.radius * light.radius));
    let wrapped = saturate(0.8 * dot(surface.normal, ray) * inverseSqrt(squared + 0.0001) + 0.2);
    return light.colour * (left * left * wrapped / (squared + 1.0));
}

// Four lights by constant numbers, dark ones included: a loop over a changing number costs more than all the rest.
fn lit(surface: Surface) -> vec3f {
    let upness = surface.normal.y * 0.5 + 0.5;
    var light = mix(frame.ground, frame.sky, upness) + frame.horizon * (0.25 * (1.0 - abs(surface.normal.y)));
    let facing = saturate(dot(surface.normal, frame.sun_direction));
    light += frame.sun_colour * (facing * sunlit(surface.position, surface.normal));
    light += lamp(frame.lights[0], surface) + lamp(frame.lights[1], surface);
    light += lamp(frame.lights[2], surface) + lamp(frame.lights[3], surface);
    let ray = frame.eye - surface.position;
    let away = 1.0 - saturate(dot(surface.normal, ray) * inverseSqrt(dot(ray, ray)));
    let edge = away * away * away * away;
    return surface.colour * light + frame.horizon * (0.5 * edge * upness);
}

// Fine ripples are left out.
fn ripples(at: vec2f) -> vec2f {
    return vec2f(0.0);
}
