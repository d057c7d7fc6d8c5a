//! The stream as the engine meets it: whole, cut off, and wrong.

use super::*;
use crate::{
    Error,
    hud::{Item, Kind, Slot},
};

const CAMERA: Camera = Camera {
    eye: [1.0, 2.0, 3.0],
    target: [0.0; 3],
    fov_y_radians: 0.9,
    near: 0.1,
    far: 200.0,
};

fn frame() -> Vec<u8> {
    let mut out = Vec::new();
    let vertex = Vertex {
        position: [0.0, 1.0, 0.0],
        normal: [0.0, 1.0, 0.0],
        colour: [1.0, 0.5, 0.0, 1.0],
    };
    mesh(&mut out, 3, &[vertex; 3], &[0, 1, 2]);
    camera(&mut out, &CAMERA);
    let row = [1.0, 0.0, 0.0, 0.0];
    let instance = Instance {
        world_from_mesh: [row; 3],
        tint: [1.0; 4],
        glow: 0.0,
        sway: 0.0,
    };
    instances(&mut out, 3, flag::SHADOW, [instance; 2]);
    particles(
        &mut out,
        [Particle {
            position: [0.0; 3],
            radius: 0.1,
            colour: [1.0; 4],
            glow: 2.0,
        }],
    );
    hud(
        &mut out,
        [Item {
            slot: Slot::Score,
            kind: Kind::Number,
            value: 5,
            of: 0,
            text: "Score",
        }],
    );
    phase(&mut out, 1);
    save(&mut out);
    out
}

#[test]
fn a_frame_comes_back_command_by_command() {
    let bytes = frame();
    let read: Vec<_> = commands(&bytes).map(Result::unwrap).collect();
    assert_eq!(read.len(), 7);
    assert!(
        matches!(read[0], Command::Mesh { mesh: 3, vertices, indices } if vertices.len() == 60 && indices.len() == 6)
    );
    assert_eq!(read[1], Command::Camera(CAMERA));
    assert!(matches!(read[2], Command::Instances(it) if it.mesh == 3 && it.bytes.len() == 128));
    assert!(
        matches!(read[4], Command::Hud(bytes) if crate::hud::items_from_bytes(bytes).unwrap()[0].value == 5)
    );
    assert_eq!((read[5], read[6]), (Command::Phase(1), Command::Save));
}

#[test]
fn every_prefix_ends_in_an_error_or_at_a_border() {
    let bytes = frame();
    for end in 0..bytes.len() {
        let read: Vec<_> = commands(&bytes[..end]).collect();
        assert!(
            read.len() <= 7 && read.iter().rev().skip(1).all(Result::is_ok),
            "prefix of {end} bytes"
        );
    }
}

#[test]
fn an_index_behind_the_last_vertex_is_refused() {
    let mut out = Vec::new();
    let vertex = Vertex {
        position: [0.0; 3],
        normal: [0.0; 3],
        colour: [0.0; 4],
    };
    mesh(&mut out, 0, &[vertex; 3], &[0, 1, 3]);
    assert_eq!(
        commands(&out).next(),
        Some(Err(Error::IndexOutOfRange { mesh: 0, got: 3 }))
    );
}

#[test]
fn counts_are_refused_before_they_are_believed() {
    let mut out = Vec::new();
    mesh(&mut out, 0, &[], &[]);
    out[12..16].copy_from_slice(&u32::MAX.to_le_bytes());
    assert!(matches!(
        commands(&out).next(),
        Some(Err(Error::TooMany {
            what: "vertices",
            ..
        }))
    ));
}

#[test]
fn a_number_that_is_not_finite_is_refused() {
    let mut out = Vec::new();
    camera(
        &mut out,
        &Camera {
            near: f32::NAN,
            ..CAMERA
        },
    );
    assert_eq!(commands(&out).next(), Some(Err(Error::NotFinite)));
}

#[test]
fn an_unknown_command_is_refused() {
    assert_eq!(
        commands(&[99, 0, 0, 0, 0, 0, 0, 0]).next(),
        Some(Err(Error::UnknownTag(99)))
    );
}
