//! Every shader is valid WGSL, every file is used, and the numbers they read lie where the engine writes them.

use engine::{shaders, view::FRAME_BYTES};
use naga::valid::{Capabilities, ValidationFlags, Validator};
use std::{collections::BTreeSet, fs, path::Path};

fn parsed(shader: &shaders::Shader) -> naga::Module {
    let source = shader.source();
    naga::front::wgsl::parse_str(&source)
        .unwrap_or_else(|error| panic!("{}: {}", shader.name, error.emit_to_string(&source)))
}

#[test]
fn every_shader_is_valid() {
    for shader in &shaders::ALL {
        let module = parsed(shader);
        let checked =
            Validator::new(ValidationFlags::all(), Capabilities::empty()).validate(&module);
        if let Err(error) = checked {
            panic!(
                "{}: {}",
                shader.name,
                error.emit_to_string(&shader.source())
            );
        }
        assert!(
            !module.entry_points.is_empty(),
            "{} has no entry point",
            shader.name
        );
    }
}

/// What is left of a text without comments and white space: the engine carries neither.
fn bare(text: &str) -> String {
    let code = |line: &str| line.split("//").next().unwrap_or_default().to_owned();
    let lines: String = text.lines().map(code).collect();
    lines.split_whitespace().collect()
}

#[test]
fn every_shader_file_is_used() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shaders");
    let sources: Vec<String> = shaders::ALL.iter().map(|it| bare(&it.source())).collect();
    let mut passes = BTreeSet::new();
    for folder in [root.clone(), root.join("shared")] {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                continue;
            }
            let text = bare(&fs::read_to_string(&path).unwrap());
            assert!(
                sources.iter().any(|source| source.contains(&text)),
                "{} is in no shader",
                path.display()
            );
            if folder == root {
                passes.insert(path.file_stem().unwrap().to_string_lossy().into_owned());
            }
        }
    }
    let named: BTreeSet<String> = shaders::ALL.iter().map(|it| it.name.to_owned()).collect();
    assert_eq!(passes, named);
}

#[test]
fn the_engine_writes_the_frame_that_the_shaders_read() {
    let module = parsed(&shaders::MESH);
    let frame = module
        .types
        .iter()
        .find(|(_, it)| it.name.as_deref() == Some("Frame"));
    let naga::TypeInner::Struct { members, span } = &frame.unwrap().1.inner else {
        panic!("Frame is no struct");
    };
    assert_eq!(*span as usize, FRAME_BYTES);
    let offset = |name: &str| {
        members
            .iter()
            .find(|it| it.name.as_deref() == Some(name))
            .unwrap()
            .offset
    };
    assert_eq!(
        [
            offset("eye"),
            offset("sun_direction"),
            offset("light_count")
        ],
        [128, 192, 220]
    );
    assert_eq!(
        [offset("horizon"), offset("picture"), offset("lights")],
        [240, 272, 288]
    );
}
