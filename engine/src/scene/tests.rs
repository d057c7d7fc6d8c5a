//! Streams as games send them, and as they must not.

use super::*;
use component::draw::{self, Vertex, flag};
use component::hud::{Item, Kind, Slot};

const CORNER: Vertex = Vertex {
    position: [0.0; 3],
    normal: [0.0, 1.0, 0.0],
    colour: [1.0; 4],
};

const INSTANCE: Instance = Instance {
    world_from_mesh: [[0.0; 4]; 3],
    tint: [1.0; 4],
    glow: 0.0,
    sway: 0.0,
};

fn triangle(out: &mut Vec<u8>, mesh: u16) {
    draw::mesh(out, mesh, &[CORNER; 3], &[0, 1, 2]);
}

fn read(write: impl FnOnce(&mut Vec<u8>)) -> Result<Scene, Error> {
    let mut stream = Vec::new();
    write(&mut stream);
    let mut scene = Scene::default();
    scene.read(&stream).map(|()| scene)
}

#[test]
fn instances_of_several_records_lie_one_after_another() {
    let scene = read(|out| {
        triangle(out, 4);
        triangle(out, 9);
        draw::instances(out, 9, flag::SHADOW, [INSTANCE; 3]);
        draw::instances(out, 4, 0, []);
        draw::instances(out, 4, flag::WATER, [INSTANCE; 2]);
    })
    .unwrap();
    let seen: Vec<_> = scene
        .draws
        .iter()
        .map(|it| {
            (
                it.mesh.first_vertex,
                it.mesh.first_index,
                it.flags,
                it.first_instance,
                it.instances,
            )
        })
        .collect();
    assert_eq!(
        seen,
        [(3, 4, flag::SHADOW, 0, 3), (0, 0, flag::WATER, 3, 2)]
    );
    assert_eq!(scene.instances.len(), 5 * Instance::BYTES);
    assert_eq!(scene.meshes.indices().len() % 4, 0);
}

#[test]
fn a_frame_holds_for_one_frame_and_meshes_for_all() {
    let mut stream = Vec::new();
    triangle(&mut stream, 0);
    draw::instances(&mut stream, 0, 0, [INSTANCE]);
    draw::save(&mut stream);
    let mut scene = Scene::default();
    scene.read(&stream).unwrap();
    assert!(scene.is_save_wanted);
    let version = scene.meshes.version();
    scene.read(&[]).unwrap();
    assert_eq!(
        (
            scene.draws.len(),
            scene.instance_count(),
            scene.is_save_wanted
        ),
        (0, 0, false)
    );
    assert!(scene.meshes.range(0).is_some() && scene.meshes.version() == version);
    scene.meshes.forget();
    assert!(scene.meshes.range(0).is_none() && scene.meshes.version() != version);
}

#[test]
fn display_and_phase_stay_until_they_change() {
    let mut stream = Vec::new();
    let item = Item {
        slot: Slot::Score,
        kind: Kind::Number,
        value: 7,
        of: 0,
        text: "Score",
    };
    draw::hud(&mut stream, [item]);
    draw::phase(&mut stream, 3);
    let mut scene = Scene::default();
    scene.read(&stream).unwrap();
    scene.read(&[]).unwrap();
    assert_eq!(component::hud::items_from_bytes(&scene.hud), Ok(vec![item]));
    assert_eq!(scene.phase, 3);
}

#[test]
fn drawing_what_was_never_defined_is_refused() {
    let read = read(|out| draw::instances(out, 11, 0, [INSTANCE]));
    assert_eq!(read.err(), Some(Error::UnknownMesh(11)));
}

#[test]
fn the_instance_limit_counts_all_records_together() {
    let half = MAX_INSTANCES / 2 + 1;
    let read = read(|out| {
        triangle(out, 0);
        draw::instances(out, 0, 0, std::iter::repeat_n(INSTANCE, half));
        draw::instances(out, 0, 0, std::iter::repeat_n(INSTANCE, half));
    });
    assert_eq!(
        read.err(),
        Some(Error::TooManyInstances {
            want: MAX_INSTANCES,
            got: 2 * half
        })
    );
}

#[test]
fn meshes_without_end_are_refused() {
    let mut stream = Vec::new();
    draw::mesh(&mut stream, 0, &vec![CORNER; 1 << 16], &[0, 1, 2]);
    let mut scene = Scene::default();
    let last = (0..100).map(|_| scene.read(&stream)).find(Result::is_err);
    assert!(matches!(last, Some(Err(Error::TooManyMeshBytes { .. }))));
}

#[test]
fn particles_past_the_limit_are_left_out() {
    let mote = Particle {
        position: [0.0; 3],
        radius: 1.0,
        colour: [1.0; 4],
        glow: 1.0,
    };
    let scene = read(|out| {
        for _ in 0..2 {
            draw::particles(out, std::iter::repeat_n(mote, MAX_PARTICLES - 5));
        }
    })
    .unwrap();
    assert_eq!(scene.particle_count(), MAX_PARTICLES);
}

#[test]
fn a_camera_that_sees_nothing_is_refused() {
    let good = Scene::default().camera;
    let bad = [
        Camera { near: 0.0, ..good },
        Camera {
            far: good.near,
            ..good
        },
        Camera {
            fov_y_radians: 0.0,
            ..good
        },
        Camera {
            fov_y_radians: 3.2,
            ..good
        },
        Camera {
            eye: good.target,
            ..good
        },
    ];
    for camera in bad {
        assert_eq!(
            read(|out| draw::camera(out, &camera)).err(),
            Some(Error::NoView),
            "{camera:?}"
        );
    }
    assert!(read(|out| draw::camera(out, &good)).is_ok());
}

#[test]
fn a_stream_cut_anywhere_never_panics() {
    let mut stream = Vec::new();
    triangle(&mut stream, 0);
    draw::instances(&mut stream, 0, 0, [INSTANCE; 2]);
    draw::phase(&mut stream, 1);
    let mut scene = Scene::default();
    let whole = (0..=stream.len()).filter(|end| scene.read(&stream[..*end]).is_ok());
    assert_eq!(
        whole.count(),
        4,
        "only the borders between records are whole streams"
    );
}
