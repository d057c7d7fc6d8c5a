// The sky behind everything: dome, sun, moon, stars and thin clouds.

override is_detailed: bool = true;

@vertex
fn vertex(@builtin(vertex_index) index: u32) -> Fullscreen {
    return fullscreen(index, 1.0);
}

fn stars(direction: vec3f) -> f32 {
    // On a cube's faces, so that stars neither crowd nor stretch at the top.
    let size = abs(direction);
    var face = vec3f(direction.xy, 1.0);
    var depth = size.z;
    if size.y >= size.x && size.y >= size.z {
        face = vec3f(direction.xz, 3.0);
        depth = size.y;
    } else if size.x >= size.z {
        face = vec3f(direction.zy, 5.0);
        depth = size.x;
    }
    let at = face.xy / depth * 90.0 + face.z * 17.0;
    let cell = floor(at);
    let luck = hash(cell);
    if luck < 0.965 {
        return 0.0;
    }
    let centre = vec2f(hash(cell + 7.7), hash(cell + 3.1)) * 0.6 + 0.2;
    let twinkle = 0.75 + 0.25 * sin(frame.time_secs * (1.0 + 3.0 * luck) + luck * 900.0);
    let away = length(at - cell - centre);
    return twinkle * (1.0 - smoothstep(0.0, 0.28, away)) * (luck - 0.965) * 28.0;
}

fn clouds(direction: vec3f) -> f32 {
    var at = direction.xz / (direction.y + 0.12) * 1.6 + vec2f(frame.time_secs * 0.012, 0.0);
    var sum = 0.0;
    var weight = 0.5;
    let octaves = select(2, 4, is_detailed);
    for (var octave = 0; octave < octaves; octave += 1) {
        sum += value_noise(at) * weight;
        at = at * 2.1 + 5.3;
        weight *= 0.5;
    }
    return smoothstep(0.42, 0.85, sum) * smoothstep(0.0, 0.25, direction.y);
}

@fragment
fn fragment(in: Fullscreen) -> @location(0) vec4f {
    let across = (in.uv.x * 2.0 - 1.0) * frame.half_width;
    let upward = (1.0 - in.uv.y * 2.0) * frame.half_height;
    let direction = normalize(frame.forward + frame.right * across + frame.up * upward);
    var colour = sky_colour(direction);
    let luminance = dot(frame.sky, vec3f(0.2126, 0.7152, 0.0722));
    let night = saturate(1.0 - luminance * 3.0);
    if direction.y > 0.0 && night > 0.0 {
        colour += vec3f(0.85, 0.9, 1.0) * (stars(direction) * night * smoothstep(0.02, 0.4, direction.y));
        let toward_moon = normalize(vec3f(-frame.sun_direction.x, 0.55, -frame.sun_direction.z));
        let to_moon = dot(direction, toward_moon);
        let shade = dot(direction, normalize(toward_moon + vec3f(0.012, 0.008, 0.0)));
        let moon = smoothstep(0.99945, 0.9996, to_moon) * (1.0 - smoothstep(0.9994, 0.99995, shade));
        colour += vec3f(0.9, 0.92, 1.0) * (moon * 1.4 + 0.05 * pow(saturate(to_moon), 400.0)) * night;
    }
    let toward_sun = dot(direction, frame.sun_direction);
    colour += frame.sun_colour * (smoothstep(0.9988, 0.9994, toward_sun) * 6.0);
    if direction.y > 0.0 {
        let cover = clouds(direction);
        let rim = pow(saturate(toward_sun), 6.0);
        let lit_cloud = mix(frame.horizon * 0.9, frame.sky * 1.6, 0.45) + frame.sun_colour * (0.12 + 0.7 * rim);
        colour = mix(colour, lit_cloud, cover * 0.55);
    }
    return vec4f(colour, 1.0);
}
