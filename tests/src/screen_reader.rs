//! What a screen reader gets of the real window: the tree that the desktop's accessibility bus (AT-SPI) offers.

use std::fmt;
use std::time::{Duration, Instant};

pub use atspi::Role;
use atspi::proxy::accessible::AccessibleProxy;
use atspi::proxy::action::ActionProxy;
use atspi::proxy::bus::BusProxy;
use atspi::proxy::text::TextProxy;
use atspi::{Interface, State, StateSet};
use zbus::names::BusName;
use zbus::proxy::CacheProperties;
use zbus::zvariant::OwnedObjectPath;
use zbus::{Connection, connection, fdo};

use crate::Window;

/// How long something may take to be heard after it is seen.
const PATIENCE: Duration = Duration::from_secs(30);

/// What is said of how something stands.
const SAID: [State; 5] = [State::Checked, State::Expanded, State::Focused, State::InvalidEntry, State::Pressed];

/// A place in the tree: whose it is, and where. WebKit gives its page under a well-known name, which `ObjectRef` refuses.
type Place = (String, OwnedObjectPath);

/// One thing that is read out. Written: `entry "App name": Loader (Say what it does.), focused`.
#[derive(Clone, Debug)]
pub struct Heard {
    /// What it is.
    pub role: Role,
    /// What it is called.
    pub name: String,
    /// The words in it and in what lies within; of a field, what was typed.
    pub text: String,
    /// What is said after that.
    pub description: String,
    /// Of a heading, from 1.
    pub level: Option<u8>,
    /// How it stands.
    pub states: StateSet,
}

impl Heard {
    /// Whether what is typed goes there.
    pub fn is_focused(&self) -> bool {
        self.states.contains(State::Focused)
    }
}

impl fmt::Display for Heard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.role)?;
        if let Some(level) = self.level {
            write!(f, " {level}")?;
        }
        if !self.name.is_empty() {
            write!(f, " \"{}\"", self.name)?;
        }
        if !self.text.is_empty() && self.text != self.name {
            write!(f, ": {}", self.text)?;
        }
        if !self.description.is_empty() {
            write!(f, " ({})", self.description)?;
        }
        SAID.iter().filter(|state| self.states.contains(**state)).try_for_each(|state| write!(f, ", {state}"))
    }
}

/// Listens to one window.
pub struct ScreenReader {
    bus: Connection,
    page: Place,
}

impl ScreenReader {
    /// Finds the page of a window.
    ///
    /// # Panics
    /// When the window does not offer it, with what it does.
    pub async fn of(window: &Window) -> Self {
        let session = Connection::session().await.expect("a session bus");
        let address =
            BusProxy::new(&session).await.expect("a proxy").get_address().await.expect("at-spi2-core is installed");
        let bus = connection::Builder::address(address.as_str()).expect("an address").build().await.expect("a bus");
        let began = Instant::now();
        loop {
            let mut offered = Vec::new();
            if let Some(page) = page_of(&bus, window.process(), &mut offered).await {
                return Self { bus, page };
            }
            assert!(began.elapsed() < PATIENCE, "the window offers no page, but {offered:?}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Reads until these lines are among those that are heard, in this order. Gives everything on the page, in the order
    /// in which it is read out.
    ///
    /// # Panics
    /// When they are never heard, with the first that is missing and all that is heard.
    pub async fn hears(&self, lines: &[&str]) -> Vec<Heard> {
        self.until(|heard| {
            let mut wanted = lines.iter().peekable();
            for one in heard {
                wanted.next_if(|wanted| **wanted == one.to_string());
            }
            wanted.next().map(ToString::to_string)
        })
        .await
    }

    /// Reads until nothing is missing: the tree follows the page a moment later. Gives everything on the page.
    ///
    /// # Panics
    /// When something stays missing, with all that is heard.
    pub async fn until(&self, missing: impl Fn(&[Heard]) -> Option<String>) -> Vec<Heard> {
        let began = Instant::now();
        loop {
            let heard = self.read().await;
            let Some(missing) = missing(&heard) else { return heard };
            let said = || heard.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
            assert!(began.elapsed() < PATIENCE, "not heard in its place: {missing}\namong:\n{}", said());
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Every entry of the window's own menu, and its keys as GTK names them.
    pub async fn menu(&self, window: &Window) -> Vec<(String, String)> {
        let mut said = Vec::new();
        for (name, place) in self.entries(window).await {
            said.push((name, keys_of(&self.bus, &place).await.unwrap_or_default()));
        }
        said
    }

    /// Chooses an entry of the window's own menu by its name, as a screen reader does.
    ///
    /// # Panics
    /// When there is none, or it can't be chosen.
    pub async fn choose(&self, window: &Window, name: &str) {
        let entries = self.entries(window).await;
        let entry = entries.iter().find(|(said, _)| said == name).unwrap_or_else(|| panic!("the menu has no {name}"));
        let entry = action(&self.bus, &entry.1).await.expect("it can be asked");
        entry.do_action(0).await.expect("it can be chosen");
    }

    /// The entries of the window's own menu, each with its name.
    async fn entries(&self, window: &Window) -> Vec<(String, Place)> {
        let mut open = offered_by(&self.bus, window.process()).await.unwrap_or_default();
        let mut entries = Vec::new();
        while let Some(place) = open.pop() {
            let Ok(one) = hear(&self.bus, &place).await else { continue };
            open.extend(within(&self.bus, &place).await);
            if matches!(one.role, Role::MenuItem | Role::CheckMenuItem | Role::RadioMenuItem) {
                entries.push((one.name, place));
            }
        }
        entries
    }

    async fn read(&self) -> Vec<Heard> {
        let mut heard = Vec::new();
        let mut open = vec![self.page.clone()];
        while let Some(place) = open.pop() {
            // What went away meanwhile is not read out.
            let Ok(one) = hear(&self.bus, &place).await else { continue };
            heard.push(one);
            open.extend(within(&self.bus, &place).await.into_iter().rev());
        }
        heard
    }
}

async fn accessible<'a>(bus: &'a Connection, (owner, path): &'a Place) -> zbus::Result<AccessibleProxy<'a>> {
    let node = AccessibleProxy::builder(bus).destination(owner.as_str())?.path(path)?;
    node.cache_properties(CacheProperties::No).build().await
}

async fn hear(bus: &Connection, place: &Place) -> zbus::Result<Heard> {
    let node = accessible(bus, place).await?;
    let mut text = String::new();
    if node.get_interfaces().await?.contains(Interface::Text) {
        let words = TextProxy::builder(bus).destination(place.0.as_str())?.path(&place.1)?;
        text = words.cache_properties(CacheProperties::No).build().await?.get_text(0, -1).await?;
        // What lies within stands in the text as one character of its own.
        text = text.replace('\u{fffc}', " ").split_whitespace().collect::<Vec<_>>().join(" ");
    }
    Ok(Heard {
        role: node.get_role().await?,
        name: node.name().await?,
        text,
        description: node.description().await?,
        level: node.get_attributes().await?.get("level").and_then(|level| level.parse().ok()),
        states: node.get_state().await?,
    })
}

/// What lies within, in order.
async fn within(bus: &Connection, place: &Place) -> Vec<Place> {
    let Ok(node) = accessible(bus, place).await else { return Vec::new() };
    node.inner().call("GetChildren", &()).await.unwrap_or_default()
}

/// What a process offers to the bus.
async fn offered_by(bus: &Connection, process: u32) -> Option<Vec<Place>> {
    let names = fdo::DBusProxy::new(bus).await.ok()?;
    let desktop =
        ("org.a11y.atspi.Registry".to_owned(), OwnedObjectPath::try_from("/org/a11y/atspi/accessible/root").ok()?);
    let mut offered = Vec::new();
    for program in within(bus, &desktop).await {
        let owner = BusName::try_from(program.0.as_str()).ok()?;
        if names.get_connection_unix_process_id(owner).await.ok() == Some(process) {
            offered.push(program);
        }
    }
    Some(offered)
}

/// The keys of a menu's entry, as GTK says them after its letter and its path: `<Primary>k`. Empty where it has none.
async fn keys_of(bus: &Connection, entry: &Place) -> zbus::Result<String> {
    let keys = action(bus, entry).await?.get_key_binding(0).await?;
    Ok(keys.rsplit(';').next().unwrap_or_default().to_owned())
}

/// What can be done with an entry: it can be chosen.
async fn action<'a>(bus: &'a Connection, (owner, path): &'a Place) -> zbus::Result<ActionProxy<'a>> {
    let entry = ActionProxy::builder(bus).destination(owner.as_str())?.path(path)?;
    entry.cache_properties(CacheProperties::No).build().await
}

/// The web page in the window of this process.
async fn page_of(bus: &Connection, process: u32, offered: &mut Vec<(Place, zbus::Result<Heard>)>) -> Option<Place> {
    let mut open = offered_by(bus, process).await?;
    while let Some(place) = open.pop() {
        let heard = hear(bus, &place).await;
        if heard.as_ref().is_ok_and(|one| one.role == Role::DocumentWeb) {
            return Some(place);
        }
        open.extend(within(bus, &place).await);
        // The widget in which the page's process joins its own tree on has a first child, but no list of them.
        if heard.as_ref().is_ok_and(|one| one.role == Role::Filler) {
            let joined = accessible(bus, &place).await.ok()?;
            open.extend(joined.inner().call::<_, _, Place>("GetChildAtIndex", &0_i32).await.ok());
        }
        offered.push((place, heard));
    }
    None
}
