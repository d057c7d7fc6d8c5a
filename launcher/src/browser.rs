//! The browser, as far as this page needs it. Two of the files are those of the shell, which is a program of its own and
//! far larger; nothing else of it is here.

#[path = "../../app/src/browser/document.rs"]
pub mod document;
pub mod frame;
#[path = "../../app/src/browser/service_worker.rs"]
pub mod service_worker;
pub mod surroundings;
pub mod visit;
