//! The loop under good, late and absurd clocks.

use super::*;

fn steps_of(moments: impl IntoIterator<Item = f64>) -> u32 {
    let mut frame_loop = FrameLoop::default();
    moments
        .into_iter()
        .map(|now| frame_loop.advance(now).steps)
        .sum()
}

#[test]
fn a_minute_is_3600_steps_at_any_frame_rate() {
    for frames_per_second in [24.0, 59.94, 60.0, 75.0, 144.0] {
        let moments = (0..=(60.0 * frames_per_second) as u32)
            .map(|n| f64::from(n) * 1000.0 / frames_per_second);
        let steps = steps_of(moments);
        assert!(
            (3599..=3600).contains(&steps),
            "{steps} steps at {frames_per_second} Hz"
        );
    }
}

#[test]
fn a_stall_costs_time_instead_of_a_burst() {
    let mut frame_loop = FrameLoop::default();
    frame_loop.advance(0.0);
    assert_eq!(
        frame_loop.advance(60_000.0),
        Tick {
            steps: 5,
            blend: 0.0
        }
    );
    assert_eq!(frame_loop.advance(60_001.0).steps, 0);
}

#[test]
fn blend_is_the_part_of_a_step_that_has_passed() {
    let mut frame_loop = FrameLoop::default();
    frame_loop.advance(100.0);
    let tick = frame_loop.advance(100.0 + STEP_MILLIS * 1.25);
    assert_eq!(tick.steps, 1);
    assert!((tick.blend - 0.25).abs() < 1e-6);
}

#[test]
fn a_clock_that_goes_back_owes_nothing() {
    assert_eq!(steps_of([1000.0, 500.0, 501.0 + STEP_MILLIS]), 1);
}

#[test]
fn halted_time_is_never_owed() {
    let mut frame_loop = FrameLoop::default();
    frame_loop.advance(0.0);
    frame_loop.halt(Halt::Paused);
    frame_loop.halt(Halt::Hidden);
    assert_eq!(frame_loop.advance(5000.0).steps, 0);
    frame_loop.go_on(Halt::Hidden);
    assert!(!frame_loop.runs() && frame_loop.is_halted_by(Halt::Paused));
    assert_eq!(frame_loop.advance(6000.0).steps, 0);
    frame_loop.go_on(Halt::Paused);
    assert_eq!(frame_loop.advance(7000.0).steps, 0);
    assert_eq!(frame_loop.advance(7000.0 + STEP_MILLIS).steps, 1);
}

#[test]
fn a_halt_keeps_the_moment_between_two_steps() {
    let mut frame_loop = FrameLoop::default();
    frame_loop.advance(0.0);
    let before = frame_loop.advance(STEP_MILLIS * 0.5);
    frame_loop.halt(Halt::Paused);
    assert_eq!(frame_loop.advance(9999.0), before);
}

/// Sleeps for each of `lateness` more than asked and gives the moments of waking.
fn wakings(lateness: impl IntoIterator<Item = f64>) -> Vec<f64> {
    let mut pacer = Pacer::default();
    let mut now = 1000.0;
    lateness
        .into_iter()
        .map(|late| {
            now += pacer.sleep_millis(now) + late;
            now
        })
        .collect()
}

#[test]
fn late_timers_do_not_slow_the_rhythm() {
    let moments = wakings((0..600).map(|n| f64::from(n % 5)));
    let mean = (moments[599] - moments[0]) / 599.0;
    assert!((mean - STEP_MILLIS).abs() < 0.01, "{mean} ms apart");
}

#[test]
fn a_long_stall_begins_a_new_rhythm() {
    let moments = wakings([0.0, 500.0, 0.0, 0.0, 0.0]);
    let gaps: Vec<f64> = moments.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert!(gaps[1] < 1.0, "looks at once after a stall: {gaps:?}");
    assert!(
        gaps[2..].iter().all(|gap| (gap - STEP_MILLIS).abs() < 1e-9),
        "{gaps:?}"
    );
}

#[test]
fn a_clock_that_goes_back_does_not_freeze_the_pacer() {
    let mut pacer = Pacer::default();
    pacer.sleep_millis(100_000.0);
    assert!(pacer.sleep_millis(10.0) <= STEP_MILLIS);
}
