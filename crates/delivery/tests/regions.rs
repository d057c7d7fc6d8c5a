//! The plan that makes room, over random stores.

use delivery::regions::{
    Budget, Candidate, Claim, Goes, Holder, LAST_PRIORITY, Object, Plan, TABLE, freed_bytes, plan,
    policy,
};
use testkit::Dice;

const SEEDS: u64 = 3_000;

fn game(id: u64) -> Holder {
    Holder::Game(format!("game-{id}"))
}

/// A store of a few releases and games that share objects in every way.
fn random_store(dice: &mut Dice) -> (Vec<Object>, Vec<Candidate>) {
    let former = Holder::Former("game-0".to_owned());
    let before = [Holder::Ahead, Holder::Fallback, former];
    let all = [&before[..], &[game(0), game(1), game(2)]].concat();
    let claim = |dice: &mut Dice| {
        let mut holders: Vec<Holder> = all.to_vec();
        holders.retain(|_| dice.percent(30));
        Claim(holders)
    };
    let object = |dice: &mut Dice| Object {
        bytes: 1 + dice.below(1_000),
        claims: (0..dice.below(4)).map(|_| claim(dice)).collect(),
    };
    let objects = (0..dice.below(30)).map(|_| object(dice)).collect();
    let goes = |holder: &Holder, dice: &mut Dice| match holder {
        Holder::Ahead => Goes::First,
        Holder::Fallback | Holder::Former(_) => Goes::Second,
        Holder::Game(_) if dice.percent(20) => Goes::First,
        Holder::Game(_) if dice.percent(20) => Goes::Never,
        Holder::Game(_) => Goes::Asked,
    };
    let mut candidates = Vec::new();
    for holder in all.iter().filter(|_| dice.percent(85)).collect::<Vec<_>>() {
        candidates.push(Candidate {
            goes: goes(holder, dice),
            holder: holder.clone(),
            is_over_budget: dice.percent(20),
            used_millis: dice.below(5),
        });
    }
    (objects, candidates)
}

fn for_random_stores(check: impl Fn(&[Object], &[Candidate], u64, &Plan, u64)) {
    for seed in 0..SEEDS {
        let mut dice = Dice::new(seed);
        let (objects, candidates) = random_store(&mut dice);
        let needed_bytes = dice.below(6_000);
        let plan = plan(&objects, &candidates, needed_bytes);
        check(&objects, &candidates, needed_bytes, &plan, seed);
    }
}

fn asked(plan: &Plan) -> Vec<Holder> {
    plan.asked
        .iter()
        .map(|(holder, _)| holder.clone())
        .collect()
}

fn everything(plan: &Plan) -> Vec<Holder> {
    [plan.unasked.clone(), asked(plan)].concat()
}

#[test]
fn nothing_goes_whose_turn_it_is_not() {
    for_random_stores(|_, candidates, _, plan, seed| {
        let goes = |holder: &Holder| {
            let found = candidates.iter().find(|it| it.holder == *holder);
            found.expect("only candidates go").goes
        };
        let is_unasked = |holder| matches!(goes(holder), Goes::First | Goes::Second);
        assert!(plan.unasked.iter().all(is_unasked), "{seed}: {plan:?}");
        let is_asked = |holder: &Holder| goes(holder) == Goes::Asked;
        assert!(asked(plan).iter().all(is_asked), "{seed}: {plan:?}");
    });
}

#[test]
fn what_is_pinned_or_needed_by_another_is_never_counted_as_free() {
    for_random_stores(|objects, _, _, plan, seed| {
        let gone = everything(plan);
        for object in objects.iter().filter(|object| object.is_free(&gone)) {
            let is_void = |claim: &Claim| claim.0.iter().any(|it| gone.contains(it));
            assert!(object.claims.iter().all(is_void), "{seed}: {object:?}");
        }
    });
}

#[test]
fn a_player_is_asked_only_where_it_is_needed_and_enough() {
    let mut asks = 0;
    for seed in 0..SEEDS {
        let mut dice = Dice::new(seed);
        let (objects, candidates) = random_store(&mut dice);
        let needed_bytes = dice.below(6_000);
        let plan = plan(&objects, &candidates, needed_bytes);
        if plan.asked.is_empty() {
            continue;
        }
        asks += 1;
        assert!(
            freed_bytes(&objects, &plan.unasked) < needed_bytes,
            "{seed}"
        );
        let all = everything(&plan);
        assert!(freed_bytes(&objects, &all) >= needed_bytes, "{seed}");
        let told_bytes: u64 = plan.asked.iter().map(|(_, bytes)| bytes).sum();
        let free_bytes = freed_bytes(&objects, &plan.unasked);
        assert_eq!(
            free_bytes + told_bytes,
            freed_bytes(&objects, &all),
            "{seed}"
        );
    }
    assert!(asks > 200, "{asks} plans that ask show little");
}

#[test]
fn nothing_goes_that_the_room_does_not_need() {
    for_random_stores(|objects, candidates, needed_bytes, plan, seed| {
        let all = everything(plan);
        let enough_bytes = freed_bytes(objects, &all).min(needed_bytes);
        let unasked_bytes = freed_bytes(objects, &plan.unasked).min(needed_bytes);
        for holder in &plan.unasked {
            let mut without = plan.unasked.clone();
            without.retain(|it| it != holder);
            assert!(
                freed_bytes(objects, &without) < unasked_bytes,
                "{seed}: {plan:?}"
            );
        }
        for (holder, _) in &plan.asked {
            let mut without = all.clone();
            without.retain(|it| it != holder);
            assert!(
                freed_bytes(objects, &without) < enough_bytes,
                "{seed}: {plan:?}"
            );
        }
        // The ladder: no rung is trodden on while the one above it would do.
        let is_first = |it: &&Candidate| it.goes == Goes::First;
        let first = candidates.iter().filter(is_first);
        let first: Vec<Holder> = first.map(|it| it.holder.clone()).collect();
        if freed_bytes(objects, &first) >= needed_bytes {
            let is_second = |it: &&Holder| matches!(it, Holder::Fallback | Holder::Former(_));
            let second = plan.unasked.iter().find(is_second);
            assert_eq!(second, None, "{seed}: {plan:?}");
        }
    });
}

#[test]
fn the_same_store_has_the_same_plan_in_whatever_order_it_is_told() {
    for_random_stores(|objects, candidates, needed_bytes, plan_of, seed| {
        let mut objects = objects.to_vec();
        let mut candidates = candidates.to_vec();
        objects.reverse();
        candidates.reverse();
        let again = plan(&objects, &candidates, needed_bytes);
        assert_eq!(*plan_of, again, "{seed}");
    });
}

#[test]
fn an_object_of_two_games_frees_nothing_until_both_go() {
    let claims = |ids: &[u64]| ids.iter().map(|id| Claim(vec![game(*id)])).collect();
    let object = |bytes, ids: &[u64]| Object {
        bytes,
        claims: claims(ids),
    };
    let objects = [object(10, &[0]), object(20, &[1]), object(100, &[0, 1])];
    let cold = |id, used_millis| Candidate {
        holder: game(id),
        goes: Goes::Asked,
        is_over_budget: false,
        used_millis,
    };
    let candidates = [cold(0, 7), cold(1, 5)];
    let asked = |needed_bytes| plan(&objects, &candidates, needed_bytes).asked;
    assert_eq!(asked(20), [(game(1), 20)], "unused for longer");
    assert_eq!(asked(21), [(game(1), 20), (game(0), 110)]);
    assert_eq!(asked(131), [], "not enough, so nobody is asked");
}

#[test]
fn a_game_over_its_budget_goes_before_one_that_was_used_less() {
    let object = |id| Object {
        bytes: 10,
        claims: vec![Claim(vec![game(id)])],
    };
    let cold = |id, used_millis, is_over_budget| Candidate {
        holder: game(id),
        goes: Goes::Asked,
        is_over_budget,
        used_millis,
    };
    let objects = [object(0), object(1)];
    let plan = plan(&objects, &[cold(0, 1, false), cold(1, 9, true)], 10);
    assert_eq!(plan.asked, [(game(1), 10)]);
}

#[test]
fn every_region_has_one_policy_and_what_is_pinned_never_goes() {
    for row in TABLE {
        let name = match row.name.strip_suffix('/') {
            Some(_) => format!("{}ember", row.name),
            None => row.name.to_owned(),
        };
        assert_eq!(*policy(&name), row, "{name}");
        assert_eq!(row.pinned, row.goes == Goes::Never, "{name}");
        assert!(row.priority <= LAST_PRIORITY, "{name}");
    }
    assert_eq!(
        policy("patches").goes,
        Goes::Asked,
        "the unknown is not taken"
    );
}

#[test]
fn a_budget_is_a_number_or_a_share_of_what_the_browser_would_store() {
    assert_eq!(Budget::Open.limit_bytes(Some(9)), None);
    assert_eq!(Budget::Bytes(8).limit_bytes(None), Some(8));
    assert_eq!(Budget::PerMille(250).limit_bytes(Some(4_000)), Some(1_000));
    assert_eq!(Budget::PerMille(250).limit_bytes(None), None);
}
