// Light on a surface: sun with shadow, sky and ground, point lights, and an edge that keeps silhouettes readable.

@group(2) @binding(0) var shadow_map: texture_depth_2d;
@group(2) @binding(1) var shadow_sampler: sampler_comparison;

struct Surface {
    position: vec3f,
    normal: vec3f,
    colour: vec3f,
    roughness: f32,
}

fn sunlit(position: vec3f, normal: vec3f) -> f32 {
    if frame.shadow_texel_metres == 0.0 {
        return 1.0;
    }
    // Away from the surface, more where light grazes it, so that it does not shade itself.
    let slope = 1.0 - saturate(dot(normal, frame.sun_direction));
    let offset = normal * frame.shadow_texel_metres * (0.6 + 2.0 * slope);
    let at = (frame.shadow_from_world * vec4f(position + offset, 1.0)).xyz;
    let inside = min(at.xy, 1.0 - at.xy);
    let edge = saturate(min(inside.x, inside.y) * 12.0);
    if edge == 0.0 || at.z > 1.0 {
        return 1.0;
    }
    var lit = 0.0;
    for (var y = -1; y <= 1; y += 1) {
        for (var x = -1; x <= 1; x += 1) {
            let tap = at.xy + vec2f(f32(x), f32(y)) * frame.shadow_texel * 1.2;
            lit += textureSampleCompareLevel(shadow_map, shadow_sampler, tap, at.z) / 9.0;
        }
    }
    return mix(1.0, lit, edge);
}

// The highlight of a light along `half_way`, after Karis' approximation of GGX with Schlick's visibility.
fn highlight(normal: vec3f, half_way: vec3f, toward: vec3f, roughness: f32) -> f32 {
    let alpha = roughness * roughness;
    let alpha_squared = alpha * alpha;
    let along = saturate(dot(normal, half_way));
    let spread = along * along * (alpha_squared - 1.0) + 1.0;
    let grazing = saturate(dot(toward, half_way));
    return alpha_squared / (4.0 * spread * spread * max(grazing * grazing, 0.1) * (roughness + 0.5));
}

fn point_lights(surface: Surface, view: vec3f) -> vec3f {
    var sum = vec3f(0.0);
    for (var index = 0u; index < frame.light_count; index += 1u) {
        let light = frame.lights[index];
        let ray = light.position - surface.position;
        let squared = dot(ray, ray);
        let reach = squared / (light.radius * light.radius);
        if reach < 1.0 {
            let toward = ray * inverseSqrt(max(squared, 0.0001));
            let window = (1.0 - reach * reach) * (1.0 - reach * reach);
            let fall = window / (squared + 1.0);
            // Wrapped round the edge: a fire lights more than a point does.
            let facing = saturate(dot(surface.normal, toward) * 0.8 + 0.2);
            let half_way = normalize(toward + view);
            let shine = 0.04 * highlight(surface.normal, half_way, toward, surface.roughness);
            let response = (surface.colour + vec3f(shine)) * facing;
            sum += light.colour * response * fall;
        }
    }
    return sum;
}

fn lit(surface: Surface) -> vec3f {
    let view = normalize(frame.eye - surface.position);
    let upness = surface.normal.y * 0.5 + 0.5;
    let ambient = mix(frame.ground, frame.sky, upness) + frame.horizon * (0.25 * (1.0 - abs(surface.normal.y)));
    let facing = saturate(dot(surface.normal, frame.sun_direction));
    var colour = surface.colour * ambient;
    if facing > 0.0 {
        let sun = frame.sun_colour * (facing * sunlit(surface.position, surface.normal));
        let half_way = normalize(frame.sun_direction + view);
        let shine = 0.04 * highlight(surface.normal, half_way, frame.sun_direction, surface.roughness);
        colour += sun * (surface.colour + vec3f(shine));
    }
    colour += point_lights(surface, view);
    let edge = pow(1.0 - saturate(dot(surface.normal, view)), 4.0);
    let behind = saturate(0.35 - dot(view, frame.sun_direction) * 0.65);
    return colour + (frame.horizon * 0.5 + frame.sun_colour * 0.25 * behind) * (edge * upness);
}
