// Corners of instances, pulled from memory by number instead of fed in as attributes: an adapter that computes on the
// CPU pays for every fed instance as for a draw call of its own, and here a mesh's instances are one long draw.

struct Vertex {
    x: f32,
    y: f32,
    z: f32,
    // Four signed bytes.
    normal: u32,
    // Four bytes: the colour, and how much the tint replaces it.
    colour: u32,
}

struct Instance {
    row_x: vec4f,
    row_y: vec4f,
    row_z: vec4f,
    // Four bytes: the colour and the roughness.
    tint: u32,
    glow: f32,
    sway: f32,
    unused: f32,
}

struct Draw {
    first_vertex: u32,
    first_index: u32,
    indices: u32,
    first_instance: u32,
}

@group(1) @binding(0) var<storage, read> vertices: array<Vertex>;
// Two to a word.
@group(1) @binding(1) var<storage, read> indices: array<u32>;
@group(1) @binding(2) var<storage, read> instances: array<Instance>;
@group(1) @binding(3) var<storage, read> draws: array<Draw>;

struct Corner {
    position: vec3f,
    normal: vec3f,
    colour: vec3f,
    roughness: f32,
    glow: f32,
}

// Corner `number` of all that draw `draw` draws.
fn pulled(draw: u32, number: u32) -> Corner {
    let range = draws[draw];
    let nth = number / range.indices;
    let index = range.first_index + number - nth * range.indices;
    let vertex = vertices[range.first_vertex + ((indices[index / 2u] >> (16u * (index & 1u))) & 0xffffu)];
    let instance = instances[range.first_instance + nth];
    let colour = unpack4x8unorm(vertex.colour);
    let tint = unpack4x8unorm(instance.tint);
    return Corner(
        swayed(world_position(vertex, instance), instance.sway * saturate(vertex.y)),
        world_normal(unpack4x8snorm(vertex.normal).xyz, instance),
        mix(colour.rgb, tint.rgb, colour.a),
        tint.a,
        instance.glow,
    );
}

fn world_position(vertex: Vertex, instance: Instance) -> vec3f {
    let local = vec4f(vertex.x, vertex.y, vertex.z, 1.0);
    return vec3f(dot(instance.row_x, local), dot(instance.row_y, local), dot(instance.row_z, local));
}

// By the cofactors of the instance's matrix, so that stretched instances are lit right.
fn world_normal(normal: vec3f, instance: Instance) -> vec3f {
    let x = instance.row_x.xyz;
    let y = instance.row_y.xyz;
    let z = instance.row_z.xyz;
    return vec3f(dot(cross(y, z), normal), dot(cross(z, x), normal), dot(cross(x, y), normal));
}

// Two waves of different pace, so that a meadow never nods in step.
fn swayed(still: vec3f, metres: f32) -> vec3f {
    if metres == 0.0 {
        return still;
    }
    let gust = sin(frame.time_secs * 1.3 + still.x * 0.31 + still.z * 0.23)
        + 0.5 * sin(frame.time_secs * 2.9 + still.x * 0.9 - still.z * 0.7);
    return still + vec3f(1.0, 0.0, 0.6) * (metres * gust);
}
