//! Gusts: how strong they are when, and how they push.

use crate::{
    level::Wind,
    math::{PI, STEP_SECS, Vec3, fraction, sin, vec3},
};

/// A gust's share of its period.
const GUST_PART: f32 = 0.45;

/// A wind's strength, 0 to 1: it swells and falls for a part of its period and is still for the rest.
pub(crate) fn strength(wind: &Wind, steps: u32) -> f32 {
    let part = fraction(steps as f32 * STEP_SECS / wind.period_secs);
    if part < GUST_PART {
        sin(part / GUST_PART * PI)
    } else {
        0.0
    }
}

/// What all winds together do to something at `point`, metres per second.
pub(crate) fn push_at(winds: &[Wind], point: Vec3, steps: u32) -> Vec3 {
    let mut push = Vec3::ZERO;
    for wind in winds {
        let is_inside = (point.x - wind.at[0]).abs() < wind.half[0]
            && (point.z - wind.at[1]).abs() < wind.half[1];
        if is_inside {
            push += vec3(wind.push[0], 0.0, wind.push[1]) * strength(wind, steps);
        }
    }
    push
}

#[cfg(test)]
mod tests {
    use super::*;

    const WIND: Wind = Wind {
        at: [2.0, 0.0],
        half: [1.0, 1.0],
        push: [0.0, 4.0],
        period_secs: 2.0,
    };

    #[test]
    fn a_wind_swells_and_is_still_for_more_than_half_of_the_time() {
        let strengths: Vec<f32> = (0..120).map(|steps| strength(&WIND, steps)).collect();
        let still = strengths.iter().filter(|&&it| it < 0.01).count();
        assert!((60..72).contains(&still), "{still} still steps of 120");
        assert!(strengths.iter().any(|&it| it > 0.99));
    }

    #[test]
    fn a_wind_pushes_only_what_is_in_it() {
        let steps = 27;
        assert!(push_at(&[WIND], vec3(2.0, 3.0, 0.5), steps).z > 3.9);
        assert_eq!(push_at(&[WIND], vec3(3.5, 0.0, 0.0), steps), Vec3::ZERO);
    }
}
