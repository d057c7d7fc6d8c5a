//! Vectors and angles in `f32`. Absent on purpose: std's transcendental functions, whose last bits differ from
//! platform to platform. Sums, products, square roots and whole parts are exact by IEEE 754 and therefore the same
//! everywhere; sines are a polynomial of those, and what is left comes from `libm`.

use core::ops::{Add, AddAssign, Mul, Neg, Sub};

pub(crate) use core::f32::consts::{PI, TAU};

/// The length of a step in seconds.
pub(crate) const STEP_SECS: f32 = 1.0 / component::game::STEPS_PER_SECOND as f32;

/// A point or a direction, metres; Y is up, −Z is away from the player at the screen.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Vec3 {
    pub(crate) x: f32,
    pub(crate) y: f32,
    pub(crate) z: f32,
}

pub(crate) const fn vec3(x: f32, y: f32, z: f32) -> Vec3 {
    Vec3 { x, y, z }
}

impl Vec3 {
    pub(crate) const ZERO: Self = vec3(0.0, 0.0, 0.0);
    pub(crate) const UP: Self = vec3(0.0, 1.0, 0.0);

    pub(crate) fn dot(self, other: Self) -> f32 {
        self.x * other.x + self.y * other.y + self.z * other.z
    }

    pub(crate) fn cross(self, other: Self) -> Self {
        vec3(
            self.y * other.z - self.z * other.y,
            self.z * other.x - self.x * other.z,
            self.x * other.y - self.y * other.x,
        )
    }

    pub(crate) fn length(self) -> f32 {
        self.dot(self).sqrt()
    }

    /// Unit length, or zero for a vector that has no direction.
    pub(crate) fn direction(self) -> Self {
        let length = self.length();
        if length > 1e-6 {
            self * (1.0 / length)
        } else {
            Self::ZERO
        }
    }

    /// Without its height.
    pub(crate) fn flat(self) -> Self {
        vec3(self.x, 0.0, self.z)
    }

    pub(crate) fn with_y(self, y: f32) -> Self {
        vec3(self.x, y, self.z)
    }

    pub(crate) fn raised(self, by: f32) -> Self {
        vec3(self.x, self.y + by, self.z)
    }

    /// At most `length` long.
    pub(crate) fn limited(self, length: f32) -> Self {
        let own = self.length();
        if own > length {
            self * (length / own)
        } else {
            self
        }
    }

    /// The way from `self` to `goal`, gone by at most `distance`.
    pub(crate) fn toward(self, goal: Self, distance: f32) -> Self {
        self + (goal - self).limited(distance)
    }

    pub(crate) fn lerp(self, other: Self, amount: f32) -> Self {
        self + (other - self) * amount
    }

    /// Turned about the vertical, from −Z towards −X for a positive angle.
    pub(crate) fn turned(self, sin: f32, cos: f32) -> Self {
        vec3(
            self.x * cos + self.z * sin,
            self.y,
            self.z * cos - self.x * sin,
        )
    }

    pub(crate) fn array(self) -> [f32; 3] {
        [self.x, self.y, self.z]
    }
}

impl Add for Vec3 {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        vec3(self.x + other.x, self.y + other.y, self.z + other.z)
    }
}

impl AddAssign for Vec3 {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sub for Vec3 {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        vec3(self.x - other.x, self.y - other.y, self.z - other.z)
    }
}

impl Mul<f32> for Vec3 {
    type Output = Self;
    fn mul(self, by: f32) -> Self {
        vec3(self.x * by, self.y * by, self.z * by)
    }
}

impl Neg for Vec3 {
    type Output = Self;
    fn neg(self) -> Self {
        self * -1.0
    }
}

/// The sine, to five digits: a polynomial over half a turn. A tenth of the code of `libm`'s, which reduces any angle
/// exactly.
pub(crate) fn sin(angle: f32) -> f32 {
    let turns = angle / TAU;
    let part = turns - (turns + 0.5).floor();
    // Folded into a quarter turn either side of nought.
    let folded = if part > 0.25 {
        0.5 - part
    } else if part < -0.25 {
        -0.5 - part
    } else {
        part
    };
    let x = folded * TAU;
    let square = x * x;
    let small = 1.0 / 120.0 - square * (1.0 / 5040.0 - square * (1.0 / 362_880.0));
    x * (1.0 - square * (1.0 / 6.0 - square * small))
}

pub(crate) fn cos(angle: f32) -> f32 {
    sin(angle + PI * 0.5)
}

pub(crate) fn lerp(from: f32, to: f32, amount: f32) -> f32 {
    from + (to - from) * amount
}

/// 0 below `from`, 1 above `to`, smooth between.
pub(crate) fn smooth_step(from: f32, to: f32, value: f32) -> f32 {
    let t = ((value - from) / (to - from)).clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

/// The heading of a direction: 0 looks along −Z, growing to the left.
pub(crate) fn heading(direction: Vec3) -> f32 {
    libm::atan2f(-direction.x, -direction.z)
}

/// `angle` brought into −π to π.
pub(crate) fn wrapped(angle: f32) -> f32 {
    angle - TAU * ((angle + PI) / TAU).floor()
}

/// What is left of a number after its whole part, 0 up to 1.
pub(crate) fn fraction(value: f32) -> f32 {
    value - value.floor()
}

/// A number from 0 up to 1 that looks random and is the same for the same inputs.
pub(crate) fn scattered(number: u32, salt: u32) -> f32 {
    let mut value = number
        .wrapping_mul(0x9e37_79b9)
        .wrapping_add(salt.wrapping_mul(0x85eb_ca6b));
    value ^= value >> 15;
    value = value.wrapping_mul(0x2c1b_3c6d);
    value ^= value >> 13;
    (value & 0xffff) as f32 / 65_536.0
}

/// The colour between two, linear.
pub(crate) fn mix(a: [f32; 3], b: [f32; 3], amount: f32) -> [f32; 3] {
    [
        lerp(a[0], b[0], amount),
        lerp(a[1], b[1], amount),
        lerp(a[2], b[2], amount),
    ]
}

/// The colour, brighter or darker.
pub(crate) fn scaled(colour: [f32; 3], by: f32) -> [f32; 3] {
    colour.map(|channel| channel * by)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_turns_forward_onto_its_direction() {
        for direction in [
            vec3(0.0, 0.0, -1.0),
            vec3(1.0, 0.0, 0.0),
            vec3(-0.6, 0.0, 0.8),
        ] {
            let angle = heading(direction);
            let turned = vec3(0.0, 0.0, -1.0).turned(sin(angle), cos(angle));
            assert!(
                (turned - direction).length() < 1e-5,
                "{direction:?} came out as {turned:?}"
            );
        }
    }

    #[test]
    fn sines_are_right_to_five_digits() {
        for step in -2000..2000 {
            let angle = step as f32 * 0.017;
            assert!((sin(angle) - libm::sinf(angle)).abs() < 2e-5, "{angle}");
            assert!((cos(angle) - libm::cosf(angle)).abs() < 2e-5, "{angle}");
        }
    }

    #[test]
    fn angles_are_brought_home() {
        assert!((wrapped(PI * 3.5) + PI * 0.5).abs() < 1e-4);
        assert!((wrapped(-PI * 2.25) + PI * 0.25).abs() < 1e-4);
    }
}
