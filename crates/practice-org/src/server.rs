//! Listening and stopping.

use std::future::Future;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::{oneshot, watch};
use tokio::task::{JoinHandle, JoinSet};

use crate::connections::{self, ConnectionLimits};
use crate::description::Description;
use crate::fault::Fault;
use crate::front_door::{self, Site};
use crate::org::kind::OrgKind;
use crate::timing::Timing;
use crate::world::{Ports, World};

/// How a practice org starts.
#[derive(Clone, Debug)]
pub struct Options {
    /// The port of the login host, 0 for any. The orgs take the next ones where they are free, else any.
    pub login_port: u16,
    /// The orgs: a Developer org unless told otherwise.
    pub orgs: Vec<OrgKind>,
    /// The faults that are on from the start.
    pub faults: Vec<Fault>,
    /// The delays.
    pub timing: Timing,
    /// What connections may take.
    pub limits: ConnectionLimits,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            login_port: 0,
            orgs: vec![OrgKind::Developer],
            faults: Vec::new(),
            timing: Timing::default(),
            limits: ConnectionLimits::default(),
        }
    }
}

/// Bound sockets, on loopback only.
#[derive(Debug)]
pub struct Listeners {
    sites: Vec<(Site, u16, Vec<TcpListener>)>,
    limits: ConnectionLimits,
}

impl Listeners {
    /// Binds the login host and so many orgs, each on 127.0.0.1 and, where IPv6 exists, on the same port of ::1.
    ///
    /// # Errors
    /// When a port is taken, or loopback cannot be bound at all.
    pub async fn bind(login_port: u16, orgs: usize) -> io::Result<Self> {
        let (login, sockets) = bind_both(login_port).await?;
        let mut sites = vec![(Site::Login, login, sockets)];
        let mut wanted = login;
        for index in 0..orgs {
            wanted = wanted.checked_add(1).unwrap_or(0);
            let (port, sockets) = match bind_both(wanted).await {
                Ok(bound) => bound,
                Err(_) => bind_both(0).await?,
            };
            sites.push((Site::Org(index), port, sockets));
        }
        Ok(Self { sites, limits: ConnectionLimits::default() })
    }

    /// The same sockets with other limits.
    #[must_use]
    pub fn limited(self, limits: ConnectionLimits) -> Self {
        Self { limits, ..self }
    }

    fn ports(&self) -> Ports {
        let of = |wanted: fn(&Site) -> bool| {
            self.sites.iter().filter(move |(site, ..)| wanted(site)).map(|(_, port, _)| *port)
        };
        Ports {
            login: of(|site| matches!(site, Site::Login)).next().unwrap_or(0),
            orgs: of(|site| matches!(site, Site::Org(_))).collect(),
        }
    }
}

/// Binds a port on both loopback addresses. With port 0, another port is tried when the second address lacks it.
async fn bind_both(port: u16) -> io::Result<(u16, Vec<TcpListener>)> {
    const TRIES: u8 = 16;
    let mut tries = 0;
    loop {
        tries += 1;
        let first = TcpListener::bind((IpAddr::V4(Ipv4Addr::LOCALHOST), port)).await?;
        let bound = first.local_addr()?.port();
        match TcpListener::bind((IpAddr::V6(Ipv6Addr::LOCALHOST), bound)).await {
            Ok(second) => return Ok((bound, vec![first, second])),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse && port == 0 && tries < TRIES => {}
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => return Err(error),
            // No IPv6 on this machine.
            Err(_) => return Ok((bound, vec![first])),
        }
    }
}

/// Serves a world on bound sockets until `shutdown` is ready.
///
/// # Errors
/// When a socket stops working.
pub async fn run(
    listeners: Listeners,
    world: World,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    world.set_ports(listeners.ports());
    let (stop, stopped) = watch::channel(());
    let mut servers = JoinSet::new();
    for (site, _, sockets) in listeners.sites {
        for socket in sockets {
            let service = front_door::site(world.clone(), site, listeners.limits.body);
            servers.spawn(connections::serve(socket, (service, world.gateway()), listeners.limits, stopped.clone()));
        }
    }
    let ended = tokio::select! {
        () = shutdown => None,
        ended = servers.join_next() => ended,
    };
    drop(stop);
    // A connection that says nothing more must not keep the world from ending.
    let _ = tokio::time::timeout(Duration::from_secs(2), async { while servers.join_next().await.is_some() {} }).await;
    match ended {
        Some(Err(error)) => Err(io::Error::other(error)),
        Some(Ok(())) | None => Ok(()),
    }
}

/// Binds, and serves a new world in the background. Requests are answered from the moment that this returns.
///
/// # Errors
/// When the ports cannot be bound.
pub async fn start(options: Options) -> io::Result<Running> {
    let world = World::new(&options.orgs, options.faults, options.timing);
    let listeners = Listeners::bind(options.login_port, options.orgs.len()).await?.limited(options.limits);
    world.set_ports(listeners.ports());
    let description = world.describe();
    let (stop, stopped) = oneshot::channel::<()>();
    let serving = run(listeners, world.clone(), async move {
        let _ = stopped.await;
    });
    Ok(Running { world, description, stop: Some(stop), serving: tokio::spawn(serving) })
}

/// A world that is being served. Dropping it stops it.
#[derive(Debug)]
pub struct Running {
    world: World,
    description: Description,
    stop: Option<oneshot::Sender<()>>,
    serving: JoinHandle<io::Result<()>>,
}

impl Running {
    /// The world, to change it.
    #[must_use]
    pub fn world(&self) -> &World {
        &self.world
    }

    /// Where it is and who is in it, as of its start.
    #[must_use]
    pub fn description(&self) -> &Description {
        &self.description
    }

    /// Stops serving, and returns when nothing listens any more.
    pub async fn stop(mut self) {
        drop(self.stop.take());
        let _ = (&mut self.serving).await;
    }
}
