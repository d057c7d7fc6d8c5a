//! Elements of one type. In Leptos each shape of view is a type with its own copy of a dozen functions: these pages
//! written so came to 250 KB of compressed module, nearly all of it such copies. Here every element, every text and
//! every live part has one type, chosen once, so a page costs what its words cost.

use leptos::attr::any_attribute::{AnyAttribute, IntoAnyAttribute};
use leptos::attr::custom::custom_attribute;
use leptos::ev;
use leptos::html;
use leptos::prelude::{AddAnyAttr, AnyView, ElementChild, IntoAny};
use leptos::tachys::html::event::on;
use leptos::tachys::view::iterators::StaticVec;
use web_sys::Event;

type LiveText = Box<dyn FnMut() -> String + Send>;
type LiveValue = Box<dyn FnMut() -> Option<String> + Send>;
type LiveView = Box<dyn FnMut() -> AnyView + Send>;

type Handler = Box<dyn FnMut(Event)>;

/// An element under construction. It is one pointer wide, because a chain of calls moves it once for each call.
#[must_use]
pub struct Element(Box<Parts>);

struct Parts {
    tag: &'static str,
    attributes: Vec<AnyAttribute>,
    children: Vec<AnyView>,
}

/// An element called `tag`, without attributes and children.
pub fn element(tag: &'static str) -> Element {
    Element(Box::new(Parts {
        tag,
        attributes: Vec::new(),
        children: Vec::new(),
    }))
}

/// An element with a class.
pub fn classed(tag: &'static str, class: &str) -> Element {
    element(tag).with("class", class)
}

/// Nothing.
pub fn nothing() -> AnyView {
    ().into_any()
}

impl Element {
    /// An attribute.
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        let value = value.to_owned();
        self.0
            .attributes
            .push(custom_attribute(name, value).into_any_attr());
        self
    }

    /// An attribute that follows its signals; `None` takes it away.
    pub fn live(
        self,
        name: &'static str,
        value: impl FnMut() -> Option<String> + Send + 'static,
    ) -> Self {
        self.live_attribute(name, Box::new(value))
    }

    /// Calls `handler` for each event called `name`.
    pub fn on(self, name: &'static str, handler: impl FnMut(Event) + 'static) -> Self {
        self.listener(name, Box::new(handler))
    }

    /// A text.
    pub fn text(mut self, text: &str) -> Self {
        self.0.children.push(text.to_owned().into_any());
        self
    }

    /// A text that follows its signals.
    pub fn live_text(mut self, text: impl FnMut() -> String + Send + 'static) -> Self {
        let text: LiveText = Box::new(text);
        self.0.children.push(text.into_any());
        self
    }

    /// A part that is built anew when its signals change.
    pub fn live_child(mut self, view: impl FnMut() -> AnyView + Send + 'static) -> Self {
        let view: LiveView = Box::new(view);
        self.0.children.push(view.into_any());
        self
    }

    /// A child.
    pub fn child(mut self, child: Self) -> Self {
        self.0.children.push(child.into());
        self
    }

    /// A child that is a whole view already.
    pub fn view(mut self, view: AnyView) -> Self {
        self.0.children.push(view);
        self
    }

    /// Children.
    pub fn children(mut self, children: impl Into<Vec<Self>>) -> Self {
        self.add(children.into());
        self
    }

    fn add(&mut self, children: Vec<Self>) {
        for child in children {
            self.0.children.push(child.into());
        }
    }

    fn live_attribute(mut self, name: &'static str, value: LiveValue) -> Self {
        self.0
            .attributes
            .push(custom_attribute(name, value).into_any_attr());
        self
    }

    fn listener(mut self, name: &'static str, handler: Handler) -> Self {
        let event = ev::Custom::<Event>::new(name);
        self.0.attributes.push(on(event, handler).into_any_attr());
        self
    }
}

impl From<Element> for AnyView {
    fn from(element: Element) -> Self {
        let Parts {
            tag,
            attributes,
            children,
        } = *element.0;
        match tag {
            // These have no end tag, which a type must say.
            "img" => html::img().add_any_attr(attributes).into_any(),
            "input" => html::input().add_any_attr(attributes).into_any(),
            _ => html::custom(tag)
                .child(StaticVec::from(children))
                .add_any_attr(attributes)
                .into_any(),
        }
    }
}

/// Several views side by side.
pub fn fragment(elements: impl Into<Vec<Element>>) -> AnyView {
    view_from_elements(elements.into())
}

fn view_from_elements(elements: Vec<Element>) -> AnyView {
    let mut views: Vec<AnyView> = Vec::with_capacity(elements.len());
    for element in elements {
        views.push(element.into());
    }
    StaticVec::from(views).into_any()
}

/// A button with words, for `press`.
pub fn button(class: &str, words: &str, press: impl FnMut(Event) + 'static) -> Element {
    named_button(class, words, Box::new(press))
}

fn named_button(class: &str, words: &str, press: Handler) -> Element {
    classed("button", class)
        .with("type", "button")
        .text(words)
        .listener("click", press)
}

/// A link with words.
pub fn link(class: &str, to: &str, words: &str) -> Element {
    classed("a", class).with("href", to).text(words)
}

/// A paragraph.
pub fn paragraph(class: &str, words: &str) -> Element {
    classed("p", class).text(words)
}

/// A row of buttons.
pub fn actions(buttons: impl Into<Vec<Element>>) -> Element {
    classed("div", "actions").children(buttons)
}

/// A bar that is filled as far as bytes have arrived; unknown while nothing can be counted.
pub fn progress(label: &str, bytes: Option<(u64, u64)>) -> Element {
    let bar = element("progress").with("aria-label", label);
    match bytes {
        Some((done, total)) => bar
            .with("value", &done.to_string())
            .with("max", &total.max(1).to_string()),
        None => bar,
    }
}

/// `true` or `false`, as attributes say it.
pub fn truth(value: bool) -> Option<String> {
    Some(if value { "true" } else { "false" }.to_owned())
}
