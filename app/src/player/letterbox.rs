//! From a place on the canvas to the logical surface of 1080 × 720, which is centred in whatever room there is.

/// Logical pixels across.
pub const WIDTH: f64 = 1080.0;
/// Logical pixels down.
pub const HEIGHT: f64 = 720.0;

/// The logical position of a point `x`, `y` CSS pixels from the top left of a canvas `width` by `height` large;
/// points on the bars beside the picture fall on its edge.
pub fn logical_from_canvas(x: f64, y: f64, width: f64, height: f64) -> (f32, f32) {
    let scale = (width / WIDTH).min(height / HEIGHT);
    if scale <= 0.0 {
        return (0.0, 0.0);
    }
    let left = (width - WIDTH * scale) / 2.0;
    let top = (height - HEIGHT * scale) / 2.0;
    (
        ((x - left) / scale).clamp(0.0, WIDTH) as f32,
        ((y - top) / scale).clamp(0.0, HEIGHT) as f32,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_of_any_canvas_is_the_middle_of_the_surface() {
        for (width, height) in [(1080.0, 720.0), (390.0, 844.0), (1920.0, 400.0)] {
            assert_eq!(
                logical_from_canvas(width / 2.0, height / 2.0, width, height),
                (540.0, 360.0)
            );
        }
    }

    #[test]
    fn the_bars_fall_on_the_edge() {
        // A canvas twice as wide as the surface: 540 pixels of bar on each side.
        assert_eq!(logical_from_canvas(100.0, 0.0, 2160.0, 720.0), (0.0, 0.0));
        assert_eq!(
            logical_from_canvas(2160.0, 720.0, 2160.0, 720.0),
            (1080.0, 720.0)
        );
        assert_eq!(logical_from_canvas(540.0, 72.0, 2160.0, 720.0), (0.0, 72.0));
    }

    #[test]
    fn a_canvas_without_room_gives_the_corner() {
        assert_eq!(logical_from_canvas(5.0, 5.0, 0.0, 0.0), (0.0, 0.0));
    }
}
