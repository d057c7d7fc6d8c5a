//! A player made of rules. It sees the state, but it acts through input frames only: it finds a way over the
//! surfaces, waits for rafts, dashes across gaps, and goes round what it bumps into.

use component::{InputFrame, input::action};

use crate::{
    ground::{Ground, Kind, Surface},
    math::{TAU, Vec3, vec3},
    run::Run,
    session::{Phase, Session},
};

/// A gap up to this wide is walked across.
const STEP_GAP: f32 = 0.5;
/// A gap up to this wide is dashed across.
const DASH_GAP: f32 = 3.2;
const CLIMB: f32 = 1.3;

/// What the bot remembers between two steps.
#[derive(Debug, Default)]
pub(super) struct Bot {
    steps: u32,
    map: Map,
    /// The ember it is after.
    ember: Option<usize>,
    stuck_at: Vec3,
    stuck_steps: u32,
    sidestep_steps: u32,
}

impl Bot {
    /// The input for the next step.
    pub(super) fn frame(&mut self, session: &Session) -> InputFrame {
        self.steps += 1;
        if session.phase != Phase::Playing {
            let bits = if self.steps.is_multiple_of(40) {
                action::CONFIRM
            } else {
                0
            };
            return frame(Vec3::ZERO, bits);
        }
        let run = &session.run;
        self.map.draw(run);
        self.choose_ember(run);
        let (mut way, dash) = decide(run, &self.map, self.ember);
        self.watch_for_obstacles(run, way);
        if self.sidestep_steps > 0 {
            self.sidestep_steps -= 1;
            way = way.turned(0.94, 0.34);
        }
        frame(way, if dash { action::DASH } else { 0 })
    }

    /// Stays with one ember until it is gathered, then takes the one with the shortest way.
    fn choose_ember(&mut self, run: &Run) {
        let is_waiting = |number: usize| run.embers.get(number).is_some_and(|it| !it.is_taken);
        if self.ember.is_some_and(is_waiting) {
            return;
        }
        let Some(here) = run.player.standing_on else {
            return;
        };
        let costs = self.map.costs_from(usize::from(here));
        let cost = |number: &usize| {
            let point = run.embers[*number].at;
            costs[surface_near(&run.ground, point)].0 + (point - run.player.at).length() * 0.01
        };
        self.ember = (0..run.embers.len())
            .filter(|&number| is_waiting(number))
            .min_by(|a, b| cost(a).total_cmp(&cost(b)));
    }

    fn watch_for_obstacles(&mut self, run: &Run, way: Vec3) {
        let moved = (run.player.at - self.stuck_at).length() > 0.5;
        if moved || way == Vec3::ZERO {
            self.stuck_at = run.player.at;
            self.stuck_steps = 0;
            return;
        }
        self.stuck_steps += 1;
        if self.stuck_steps > 45 {
            self.stuck_steps = 0;
            self.sidestep_steps = 22;
        }
    }
}

fn frame(way: Vec3, pressed: u16) -> InputFrame {
    InputFrame {
        move_x: (way.x * 1000.0) as i16,
        move_y: (way.z * -1000.0) as i16,
        held: pressed,
        pressed,
        ..InputFrame::default()
    }
}

/// Where to go and whether to dash.
fn decide(run: &Run, map: &Map, ember: Option<usize>) -> (Vec3, bool) {
    let at = run.player.at;
    let Some(here) = run.player.standing_on.map(usize::from) else {
        // In the air: on towards the nearest ground ahead.
        return (run.player.velocity.flat().direction(), false);
    };
    let costs = map.costs_from(here);
    let point = ember.map_or(run.beacons.gate.at, |number| run.embers[number].at);
    let surface = surface_near(&run.ground, point);
    assert!(
        costs[surface].0 < f32::MAX,
        "{}: no way from {here} to {surface}",
        run.level().name
    );
    if surface == here {
        let body = &run.ground.surfaces[here];
        return (toward(at, body.closest(point)), false);
    }
    let mut next = surface;
    while costs[next].1 != here {
        next = costs[next].1;
    }
    cross(run, map, here, next)
}

fn toward(at: Vec3, goal: Vec3) -> Vec3 {
    ((goal - at).flat() * 3.0).limited(1.0)
}

/// The surface that a point is on or over, else the one it is nearest to.
fn surface_near(ground: &Ground, point: Vec3) -> usize {
    let distance = |surface: &Surface| match surface.kind {
        Kind::Raft { from, to, .. } => {
            let part = (point - from).dot(to - from) / (to - from).dot(to - from);
            let near = from.lerp(to, part.clamp(0.0, 1.0));
            (near - point).flat().length().max(surface.radius) - surface.radius + 0.3
        }
        _ => (surface.closest(point) - point).length(),
    };
    let numbered = ground.surfaces.iter().enumerate();
    numbered
        .min_by(|a, b| distance(a.1).total_cmp(&distance(b.1)))
        .unwrap()
        .0
}

/// What is worth knowing about a level's ground once and for all.
#[derive(Debug, Default)]
struct Map {
    level: Option<usize>,
    count: usize,
    /// The narrowest gap and the distance between each two surfaces.
    pairs: Vec<(f32, f32)>,
}

impl Map {
    fn draw(&mut self, run: &Run) {
        if self.level == Some(run.number) {
            return;
        }
        let surfaces = &run.ground.surfaces;
        self.level = Some(run.number);
        self.count = surfaces.len();
        self.pairs = surfaces
            .iter()
            .flat_map(|a| surfaces.iter().map(move |b| (a, b)))
            .map(|(a, b)| (least_gap(a, b), (middle(a) - middle(b)).length()))
            .collect();
    }

    fn gap(&self, from: usize, to: usize) -> f32 {
        self.pairs[from * self.count + to].0
    }

    /// For each surface the cost of reaching it and the one before it on the way.
    fn costs_from(&self, start: usize) -> Vec<(f32, usize)> {
        let mut costs = vec![(f32::MAX, start); self.count];
        costs[start] = (0.0, start);
        let mut changed = true;
        while changed {
            changed = false;
            for from in 0..self.count {
                for to in 0..self.count {
                    let (gap, length) = self.pairs[from * self.count + to];
                    if costs[from].0 == f32::MAX || from == to || gap > DASH_GAP {
                        continue;
                    }
                    let cost = costs[from].0 + length + if gap > STEP_GAP { 4.0 } else { 0.0 };
                    if cost < costs[to].0 {
                        costs[to] = (cost, from);
                        changed = true;
                    }
                }
            }
        }
        costs
    }
}

fn middle(surface: &Surface) -> Vec3 {
    match surface.kind {
        Kind::Raft { from, to, .. } => from.lerp(to, 0.5),
        _ => surface.at,
    }
}

/// Where a surface is at a part of a common period.
fn posed(surface: &Surface, secs: f32) -> Surface {
    let mut posed = *surface;
    if let Kind::Raft {
        from,
        to,
        period_secs,
        phase,
    } = surface.kind
    {
        let swing = 0.5 - 0.66 * libm::cosf((secs / period_secs + phase) * TAU);
        posed.at = from.lerp(to, swing.clamp(0.0, 1.0));
    }
    posed
}

/// The narrowest that the gap between two surfaces ever is.
fn least_gap(a: &Surface, b: &Surface) -> f32 {
    let moves = |it: &Surface| matches!(it.kind, Kind::Raft { .. });
    if !moves(a) && !moves(b) {
        return gap(a, b).0;
    }
    (0..64)
        .map(|part| part as f32 / 8.0)
        .map(|secs| gap(&posed(a, secs), &posed(b, secs)).0)
        .fold(f32::MAX, f32::min)
}

/// The gap between two surfaces, where it begins and where it ends.
fn gap(a: &Surface, b: &Surface) -> (f32, Vec3, Vec3) {
    let mut end = b.closest(a.at);
    let mut start = a.closest(end);
    for _ in 0..6 {
        end = b.closest(start);
        start = a.closest(end);
    }
    if (start.y - end.y).abs() > CLIMB {
        return (f32::MAX, start, end);
    }
    // Points that are safely on a surface are a tenth inside its rim.
    (((end - start).flat().length() - 0.2).max(0.0), start, end)
}

/// Goes from one surface to the next one on the way.
fn cross(run: &Run, map: &Map, here: usize, next: usize) -> (Vec3, bool) {
    let at = run.player.at;
    let (a, b) = (&run.ground.surfaces[here], &run.ground.surfaces[next]);
    let (width, start, _) = gap(a, b);
    let narrowest = map.gap(here, next);
    let moves = |it: &Surface| matches!(it.kind, Kind::Raft { .. });
    let waits = !b.carries() || ((moves(a) || moves(b)) && width > narrowest + 0.25);
    if waits {
        // On a raft it waits in the middle, on land a step away from the edge.
        let rest = if moves(a) { a.at } else { start };
        return (toward(at, rest), false);
    }
    let landing = b.closest(at);
    let inward = landing + (b.at - landing).flat().limited(1.0);
    if width <= STEP_GAP {
        let on_a_walkway = matches!(a.kind, Kind::Span(..));
        let ahead = at + (inward - at).flat().direction() * 1.2;
        let along = a.closest_inner(ahead);
        if on_a_walkway && (along - at).flat().dot(ahead - at) > 0.5 {
            return (toward(at, along).direction(), false);
        }
        return (toward(at, inward).direction(), false);
    }
    let at_the_edge = (start - at).flat().length() < 0.4;
    let way = (inward - at).flat().direction();
    if at_the_edge {
        (way, true)
    } else {
        (toward(at, start), false)
    }
}

#[test]
fn a_frame_says_what_the_bot_wants() {
    let frame = frame(vec3(0.0, 0.0, -1.0), action::DASH);
    assert_eq!((frame.move_x, frame.move_y), (0, 1000));
}
