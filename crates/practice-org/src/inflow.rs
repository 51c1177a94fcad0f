//! The body of a request as it comes in: against the clock, and to its end even where nobody reads it.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::{
    Error,
    body::{Body, BodyDataStream, Bytes},
};
use futures_util::{StreamExt, stream};
use tokio::time::{Sleep, sleep};

use crate::oauth::MAX_FORM;
use crate::rules::{Rule, http as say};

/// How much is read of what no handler wanted. A reply sent while the client still writes can be lost with the
/// connection.
const MAX_UNWANTED: usize = 64 * 1024 * 1024;

/// A body that is coming in. Clones are the same body.
#[derive(Clone)]
pub(crate) struct Inflow(Arc<Mutex<Reading>>);

struct Reading {
    data: BodyDataStream,
    deadline: Pin<Box<Sleep>>,
    has_begun: bool,
    start: Vec<u8>,
    end: Option<End>,
}

/// How a body ended.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Whole,
    TooSlow,
    Broken,
}

impl Inflow {
    /// A body that must be there within that time.
    pub(crate) fn new(body: Body, time: Duration) -> Self {
        Self(Arc::new(Mutex::new(Reading {
            data: body.into_data_stream(),
            deadline: Box::pin(sleep(time)),
            has_begun: false,
            start: Vec::new(),
            end: None,
        })))
    }

    /// The body for a handler to read.
    pub(crate) fn body(&self) -> Body {
        let inflow = self.clone();
        Body::from_stream(stream::poll_fn(move |context| inflow.reading().poll(context)))
    }

    /// How the body starts, so far as it was read: as much as the longest form of OAuth may have.
    pub(crate) fn start(&self) -> Vec<u8> {
        std::mem::take(&mut self.reading().start)
    }

    /// What was wrong with the body itself, so far as it was read.
    pub(crate) fn fault(&self) -> Option<&'static Rule> {
        match self.reading().end? {
            End::Whole => None,
            End::TooSlow => Some(say::TOO_SLOW),
            End::Broken => Some(say::BROKEN_BODY),
        }
    }

    /// Reads on to the end in the background. A client that waits to be told to go on (`Expect`) is not told.
    pub(crate) fn drain(self, is_waiting: bool) {
        let reading = self.reading();
        let is_over = reading.end.is_some() || (is_waiting && !reading.has_begun);
        drop(reading);
        if is_over {
            return;
        }
        tokio::spawn(async move {
            let mut rest = self.body().into_data_stream();
            let mut left = MAX_UNWANTED;
            while let Some(Ok(piece)) = rest.next().await
                && left >= piece.len()
            {
                left -= piece.len();
            }
        });
    }

    fn reading(&self) -> MutexGuard<'_, Reading> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Reading {
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Error>>> {
        self.has_begun = true;
        match self.end {
            Some(End::Whole) => return Poll::Ready(None),
            Some(End::TooSlow | End::Broken) => return Poll::Ready(Some(Err(Error::new("the body did not come")))),
            None => {}
        }
        if self.deadline.as_mut().poll(context).is_ready() {
            self.end = Some(End::TooSlow);
            return self.poll(context);
        }
        let piece = ready!(self.data.poll_next_unpin(context));
        match &piece {
            Some(Ok(piece)) => {
                let left = MAX_FORM.saturating_sub(self.start.len()).min(piece.len());
                self.start.extend_from_slice(&piece[..left]);
            }
            Some(Err(_)) => self.end = Some(End::Broken),
            None => self.end = Some(End::Whole),
        }
        Poll::Ready(piece)
    }
}
