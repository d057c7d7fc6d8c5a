//! Shapes of canvases, and where points of the world land in the picture.

use super::*;
use crate::scene::Scene;
use component::draw::{MAX_LIGHTS, PointLight};

fn floats(bytes: &[u8]) -> Vec<f32> {
    bytes
        .chunks_exact(4)
        .map(|it| f32::from_le_bytes(it.try_into().unwrap()))
        .collect()
}

fn written(scene: &Scene, detail: &Detail) -> Vec<f32> {
    let sizes = Sizes::new(1080, 720, detail);
    floats(Uniforms::default().write(scene, &sizes, detail))
}

/// Column-major matrix times point, divided by the fourth.
fn projected(matrix: &[f32], point: [f32; 3]) -> [f32; 3] {
    let row = |r: usize| {
        matrix[r] * point[0] + matrix[4 + r] * point[1] + matrix[8 + r] * point[2] + matrix[12 + r]
    };
    [row(0) / row(3), row(1) / row(3), row(2) / row(3)]
}

fn near(got: f32, want: f32) -> bool {
    (got - want).abs() < 1e-4
}

#[test]
fn the_picture_keeps_its_shape_on_any_canvas() {
    for (width, height) in [
        (1080, 720),
        (3840, 2160),
        (390, 844),
        (1, 1),
        (5000, 10),
        (0, 0),
    ] {
        for detail in [HIGH, LOW] {
            let sizes = Sizes::new(width, height, &detail);
            let Area {
                x_px,
                y_px,
                width_px,
                height_px,
            } = sizes.picture;
            assert!(x_px + width_px <= sizes.canvas_px.0 && y_px + height_px <= sizes.canvas_px.1);
            assert!(x_px == 0 || y_px == 0, "touches two edges: {sizes:?}");
            let off = (width_px as f32 * 2.0 / 3.0 - height_px as f32).abs();
            assert!(off <= 1.0, "{sizes:?}");
        }
    }
}

#[test]
fn low_quality_draws_at_most_half_the_logical_surface() {
    let sizes = Sizes::new(2160, 1440, &LOW);
    assert_eq!((sizes.canvas_px, sizes.scene_px), ((540, 360), (540, 360)));
    let small = Sizes::new(300, 200, &LOW);
    assert_eq!((small.canvas_px, small.scene_px), ((300, 200), (300, 200)));
}

#[test]
fn high_quality_keeps_the_canvas_and_caps_the_picture() {
    let sizes = Sizes::new(3840, 2160, &HIGH);
    assert_eq!(sizes.canvas_px, (3840, 2160));
    assert_eq!(sizes.scene_px, (2160, 1440));
    assert_eq!(sizes.picture.x_px, 300);
}

#[test]
fn automatic_is_low_only_on_a_software_adapter() {
    assert_eq!(
        Detail::from_quality(Quality::Automatic, true).1,
        Quality::Low
    );
    assert_eq!(
        Detail::from_quality(Quality::Automatic, false).1,
        Quality::High
    );
    assert_eq!(Detail::from_quality(Quality::High, true).1, Quality::High);
}

#[test]
fn what_the_camera_looks_at_is_in_the_middle() {
    let mut scene = Scene::default();
    scene.camera.eye = [3.0, 4.0, 5.0];
    scene.camera.target = [1.0, 0.0, -2.0];
    let values = written(&scene, &HIGH);
    let [x, y, z] = projected(&values[..16], [1.0, 0.0, -2.0]);
    assert!(near(x, 0.0) && near(y, 0.0) && z > 0.0 && z < 1.0);
    let [_, above, _] = projected(&values[..16], [1.0, 0.5, -2.0]);
    assert!(above > 0.05, "up is up");
}

#[test]
fn looking_straight_down_is_a_picture_too() {
    let mut scene = Scene::default();
    scene.camera.eye = [0.0, 10.0, 0.0];
    scene.camera.target = [0.0; 3];
    let values = written(&scene, &HIGH);
    assert!(values.iter().all(|value| value.is_finite()));
    let [x, y, _] = projected(&values[..16], [1.0, 0.0, -1.0]);
    assert!(x > 0.0 && y > 0.0, "east is right and north is up");
}

#[test]
fn the_shadowed_square_fills_the_shadow_map() {
    let mut scene = Scene::default();
    scene.sun.direction = [0.3, 0.8, 0.5];
    scene.sun.shadow_centre = [5.0, 0.0, 7.0];
    scene.sun.shadow_radius = 10.0;
    let values = written(&scene, &HIGH);
    let [x, y, z] = projected(&values[16..32], [5.0, 0.0, 7.0]);
    assert!(near(x, 0.5) && near(y, 0.5) && near(z, 0.5));
    let corner = projected(&values[16..32], [5.0 + 9.9, 0.0, 7.0]);
    assert!(corner[0] > 0.0 && corner[0] < 1.0 && corner[1] > 0.0 && corner[1] < 1.0);
}

#[test]
fn a_sun_without_direction_shines_from_above() {
    let mut scene = Scene::default();
    scene.sun.direction = [0.0; 3];
    assert!(written(&scene, &HIGH).iter().all(|value| value.is_finite()));
}

#[test]
fn low_quality_keeps_the_lights_that_matter() {
    let mut scene = Scene::default();
    scene.camera.target = [0.0; 3];
    scene.light_count = MAX_LIGHTS;
    for (n, light) in scene.lights.iter_mut().enumerate() {
        *light = PointLight {
            position: [(MAX_LIGHTS - n) as f32, 0.0, 0.0],
            radius: 5.0,
            colour: [1.0; 3],
        };
    }
    let values = written(&scene, &LOW);
    let first_light = FRAME_BYTES / 4 - MAX_LIGHTS * 8;
    let kept: Vec<f32> = (0..LOW.lights)
        .map(|n| values[first_light + n * 8])
        .collect();
    assert_eq!(kept, [1.0, 2.0, 3.0, 4.0]);
}
