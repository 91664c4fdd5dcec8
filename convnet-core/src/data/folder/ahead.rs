//! Pictures decoded before a training asks for them.

use super::Files;
use crate::network::InputError;
use crate::shape::Volume;
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// The pixels of a picture in one size.
type Pixels = Arc<[u8]>;

/// A picture and the size in which it is asked for.
type Key = (usize, Volume);

/// Threads that decode the pictures which will be asked for next, and what has been decoded. What they do changes only
/// when a picture is decoded and by whom, never its pixels.
///
/// Whoever asks for a picture that nobody has begun decodes it, so that where decoding is what takes the time, the
/// threads that ask do it too.
pub(super) struct Ahead {
    shared: Arc<Shared>,
}

struct Shared {
    files: Arc<Files>,
    /// How many pictures may be decoded or begun and not yet asked for.
    most: usize,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    /// What will be asked for, in this order, and nobody has begun.
    wanted: VecDeque<Key>,
    /// What the threads are at.
    begun: Vec<Key>,
    /// What they have done, as far as it has not been asked for.
    ready: HashMap<Key, Result<Pixels, InputError>>,
    threads: usize,
    /// What stays.
    kept: HashMap<Key, Pixels>,
    /// Bytes that are left for it.
    room: usize,
}

impl Ahead {
    /// For up to `most` pictures ahead, and `room` bytes of those that stay.
    pub fn new(files: Arc<Files>, most: usize, room: usize) -> Ahead {
        let state = Mutex::new(State { room, ..State::default() });
        Ahead { shared: Arc::new(Shared { files, most, state, changed: Condvar::new() }) }
    }

    /// Says what will be asked for from now on, instead of what was said before.
    pub fn announce(&self, pictures: &[usize], volume: Volume) {
        let mut state = self.shared.lock();
        state.ready.clear();
        state.wanted.clear();
        if self.shared.most > 0 {
            let State { wanted, kept, .. } = &mut *state;
            wanted.extend(pictures.iter().map(|&index| (index, volume)).filter(|key| !kept.contains_key(key)));
        }
        let threads = thread::available_parallelism().map_or(1, |cores| cores.get().div_ceil(2));
        while state.threads < threads.min(state.wanted.len()) {
            let shared = Arc::clone(&self.shared);
            // Where there is no thread more to be had, those who ask decode.
            if thread::Builder::new().name("pictures".into()).spawn(move || shared.work()).is_err() {
                break;
            }
            state.threads += 1;
        }
        drop(state);
        self.shared.changed.notify_all();
    }

    /// The pixels of a picture: those that are there, or decoded now.
    pub fn take(&self, index: usize, volume: Volume) -> Result<Pixels, InputError> {
        let key = (index, volume);
        let mut state = self.shared.lock();
        if let Some(pixels) = state.kept.get(&key) {
            return Ok(Arc::clone(pixels));
        }
        while state.begun.contains(&key) && !state.ready.contains_key(&key) {
            state = self.shared.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        if let Some(pixels) = state.ready.remove(&key) {
            drop(state);
            self.shared.changed.notify_all();
            return pixels;
        }
        // It mostly is among the first.
        if let Some(at) = state.wanted.iter().position(|wanted| *wanted == key) {
            state.wanted.remove(at);
        }
        drop(state);
        let pixels: Pixels = self.shared.files.pixels(index, volume)?.into();
        self.shared.lock().keep(key, &pixels);
        Ok(pixels)
    }
}

impl Drop for Ahead {
    fn drop(&mut self) {
        self.shared.lock().wanted.clear();
        self.shared.changed.notify_all();
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing is done under the lock that could leave it half done.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What a thread does: decodes what is wanted, while there is room, until nothing is left.
    fn work(&self) {
        let mut state = self.lock();
        loop {
            while !state.wanted.is_empty() && state.ready.len() + state.begun.len() >= self.most {
                state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
            }
            let Some(key) = state.wanted.pop_front() else { break };
            state.begun.push(key);
            drop(state);
            let pixels = self.files.pixels(key.0, key.1).map(Pixels::from);
            state = self.lock();
            if let Some(at) = state.begun.iter().position(|begun| *begun == key) {
                state.begun.swap_remove(at);
            }
            if let Ok(pixels) = &pixels {
                state.keep(key, pixels);
            }
            state.ready.insert(key, pixels);
            self.changed.notify_all();
        }
        state.threads -= 1;
    }
}

impl State {
    fn keep(&mut self, key: Key, pixels: &Pixels) {
        if pixels.len() <= self.room && !self.kept.contains_key(&key) {
            self.room -= pixels.len();
            self.kept.insert(key, Arc::clone(pixels));
        }
    }
}
