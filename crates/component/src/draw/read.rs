//! Reading draw commands from a game that may be wrong or hostile: every length is checked before it is used.

use super::{
    Camera, Instance, MAX_INDICES, MAX_INSTANCES, MAX_LIGHTS, MAX_PARTICLES, MAX_VERTICES,
    Particle, PointLight, Sun, Vertex, tag,
};
use crate::{Error, wire::Reader};

/// One command, borrowing the stream.
#[derive(Debug, Clone, Copy, PartialEq)]
#[expect(
    clippy::large_enum_variant,
    reason = "one command lives at a time, on the stack: a box would allocate"
)]
pub enum Command<'a> {
    /// Where the picture is taken from.
    Camera(Camera),
    /// The light of the sky.
    Sun(Sun),
    /// The frame's point lights; the rest of the array is unused.
    Lights([PointLight; MAX_LIGHTS], usize),
    /// A mesh's definition.
    Mesh {
        /// Its id, below [`super::MAX_MESHES`].
        mesh: u16,
        /// Vertices, [`Vertex::BYTES`] each.
        vertices: &'a [u8],
        /// Indices, two bytes each, every one below the number of vertices.
        indices: &'a [u8],
    },
    /// Appearances of a mesh.
    Instances(Instances<'a>),
    /// Motes of light.
    Particles(Particles<'a>),
    /// The bytes of the heads-up display ([`crate::hud`]).
    Hud(&'a [u8]),
    /// The phase of play.
    Phase(u32),
    /// Take the save.
    Save,
}

/// Appearances of a mesh.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Instances<'a> {
    /// The mesh.
    pub mesh: u16,
    /// A set of [`super::flag`] bits.
    pub flags: u16,
    /// [`Instance::BYTES`] each.
    pub bytes: &'a [u8],
}

/// Motes of light.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Particles<'a> {
    /// [`Particle::BYTES`] each.
    pub bytes: &'a [u8],
}

/// The commands in `bytes`, up to the first that is wrong.
pub fn commands(bytes: &[u8]) -> impl Iterator<Item = Result<Command<'_>, Error>> {
    let mut reader = Reader::new(bytes);
    let mut failed = false;
    core::iter::from_fn(move || {
        if failed || reader.is_empty() {
            return None;
        }
        let command = command(&mut reader);
        failed = command.is_err();
        Some(command)
    })
}

fn command<'a>(reader: &mut Reader<'a>) -> Result<Command<'a>, Error> {
    let tag = reader.u16()?;
    reader.u16()?;
    let length = reader.u32()? as usize;
    let bytes = reader.bytes(length)?;
    let mut payload = Reader::new(bytes);
    let command = match tag {
        tag::CAMERA => Command::Camera(camera(&mut payload)?),
        tag::SUN => Command::Sun(sun(&mut payload)?),
        tag::LIGHTS => return lights(bytes),
        tag::MESH => return mesh(bytes),
        tag::INSTANCES => return instances(bytes),
        tag::PARTICLES => return particles(bytes),
        tag::HUD => return hud(bytes),
        tag::PHASE => Command::Phase(payload.u32()?),
        tag::SAVE => Command::Save,
        _ => return Err(Error::UnknownTag(tag)),
    };
    if payload.is_empty() {
        Ok(command)
    } else {
        Err(Error::WrongLength { tag, got: length })
    }
}

fn camera(reader: &mut Reader<'_>) -> Result<Camera, Error> {
    Ok(Camera {
        eye: reader.f32s()?,
        target: reader.f32s()?,
        fov_y_radians: reader.f32()?,
        near: reader.f32()?,
        far: reader.f32()?,
    })
}

fn sun(reader: &mut Reader<'_>) -> Result<Sun, Error> {
    Ok(Sun {
        direction: reader.f32s()?,
        colour: reader.f32s()?,
        sky: reader.f32s()?,
        horizon: reader.f32s()?,
        ground: reader.f32s()?,
        fog_per_metre: reader.f32()?,
        time_secs: reader.f32()?,
        shadow_centre: reader.f32s()?,
        shadow_radius: reader.f32()?,
    })
}

fn whole(
    tag: u16,
    bytes: &[u8],
    each: usize,
    what: &'static str,
    limit: usize,
) -> Result<usize, Error> {
    let count = bytes.len() / each;
    if count * each != bytes.len() {
        return Err(Error::WrongLength {
            tag,
            got: bytes.len(),
        });
    }
    if count > limit {
        return Err(Error::TooMany {
            what,
            want: limit,
            got: count,
        });
    }
    Ok(count)
}

fn lights(bytes: &[u8]) -> Result<Command<'_>, Error> {
    let count = whole(tag::LIGHTS, bytes, 28, "point lights", MAX_LIGHTS)?;
    let mut reader = Reader::new(bytes);
    let none = PointLight {
        position: [0.0; 3],
        radius: 0.0,
        colour: [0.0; 3],
    };
    let mut lights = [none; MAX_LIGHTS];
    for light in lights.iter_mut().take(count) {
        *light = PointLight {
            position: reader.f32s()?,
            radius: reader.f32()?,
            colour: reader.f32s()?,
        };
    }
    Ok(Command::Lights(lights, count))
}

fn mesh(bytes: &[u8]) -> Result<Command<'_>, Error> {
    let mut reader = Reader::new(bytes);
    let mesh = reader.u16()?;
    reader.u16()?;
    let vertex_count = reader.u32()? as usize;
    let index_count = reader.u32()? as usize;
    for (what, want, got) in [
        ("meshes", super::MAX_MESHES, usize::from(mesh) + 1),
        ("vertices", MAX_VERTICES, vertex_count),
        ("indices", MAX_INDICES, index_count),
    ] {
        if got > want {
            return Err(Error::TooMany { what, want, got });
        }
    }
    let vertices = reader.bytes(vertex_count * Vertex::BYTES)?;
    let indices = reader.bytes(index_count * 2)?;
    if reader.rest().len() > 3 {
        return Err(Error::WrongLength {
            tag: tag::MESH,
            got: bytes.len(),
        });
    }
    let behind = indices
        .chunks_exact(2)
        .map(|pair| u16::from_le_bytes([pair[0], pair[1]]))
        .find(|&index| usize::from(index) >= vertex_count);
    match behind {
        Some(got) => Err(Error::IndexOutOfRange { mesh, got }),
        None => Ok(Command::Mesh {
            mesh,
            vertices,
            indices,
        }),
    }
}

fn instances(bytes: &[u8]) -> Result<Command<'_>, Error> {
    let mut reader = Reader::new(bytes);
    let mesh = reader.u16()?;
    let flags = reader.u16()?;
    let bytes = reader.rest();
    whole(
        tag::INSTANCES,
        bytes,
        Instance::BYTES,
        "instances",
        MAX_INSTANCES,
    )?;
    Ok(Command::Instances(Instances { mesh, flags, bytes }))
}

fn particles(bytes: &[u8]) -> Result<Command<'_>, Error> {
    whole(
        tag::PARTICLES,
        bytes,
        Particle::BYTES,
        "particles",
        MAX_PARTICLES,
    )?;
    Ok(Command::Particles(Particles { bytes }))
}

fn hud(bytes: &[u8]) -> Result<Command<'_>, Error> {
    let mut reader = Reader::new(bytes);
    let length = reader.u32()? as usize;
    let items = reader.bytes(length)?;
    if reader.rest().len() > 3 {
        return Err(Error::WrongLength {
            tag: tag::HUD,
            got: bytes.len(),
        });
    }
    Ok(Command::Hud(items))
}
