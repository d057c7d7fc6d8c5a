//! The browser, one thin file for each of its interfaces. Deliberately absent: decisions; they stand in the modules
//! above, which are plain Rust.

pub mod canvas;
pub mod capability;
pub mod database;
pub mod document;
pub mod engine_link;
pub mod file;
pub mod full_screen;
pub mod gamepad;
pub mod hydration;
pub mod install;
pub mod links;
pub mod network;
pub mod packed;
pub mod service_worker;
pub mod storage;
pub mod task;
pub mod theme;
pub mod trial;
