//! Many inputs at once, results in the order of the inputs. Owns the threads and how much may be
//! under way; must not know what the work is.
//!
//! The calling thread hands out the inputs and takes in the results, so that only the work itself
//! need be fit for other threads.

use std::collections::BTreeMap;
use std::io;
use std::num::NonZero;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// Inputs that may be under way for each thread: enough that one long article does not leave the
/// others idle, few enough that memory does not grow with the number of files.
const WINDOW: usize = 16;
/// Bytes of input that may be under way, unless a single input is larger.
const BUDGET: u64 = 16_000_000;
/// Stack of a worker: that of a main thread on most systems.
const STACK: usize = 8 << 20;

/// Threads to use where nobody says how many.
pub(super) fn cores() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get)
}

/// Puts every input through `work` on up to `threads` threads and hands the results to `done` in
/// the order of the inputs. `weight` is the size of an input in bytes. At most [`WINDOW`] inputs a
/// thread, of [`BUDGET`] bytes together, are under way.
///
/// With one thread, or one input, no thread is started. `work` must not panic: whoever wants one
/// input to spare the others catches it there.
///
/// # Errors
/// The first that `done` returns; what is under way is dropped then.
pub(super) fn ordered<J: Send, R: Send>(
    threads: usize, mut inputs: impl Iterator<Item = J>, weight: impl Fn(&J) -> u64,
    work: impl Fn(J) -> R + Sync, mut done: impl FnMut(R) -> io::Result<()>,
) -> io::Result<()> {
    let Some(first) = inputs.next() else { return Ok(()) };
    let second = if threads > 1 { inputs.next() } else { None };
    let Some(second) = second else {
        done(work(first))?;
        return inputs.try_for_each(|input| done(work(input)));
    };
    let (to_workers, inbox) = channel::<(usize, J)>();
    let (to_us, results) = channel::<(usize, R)>();
    let (inbox, work) = (Mutex::new(inbox), &work);
    thread::scope(|scope| {
        for _ in 0..threads {
            let (inbox, to_us) = (&inbox, to_us.clone());
            // fewer threads than wished for will do, as long as there is one
            let _ = thread::Builder::new()
                .stack_size(STACK)
                .spawn_scoped(scope, move || serve(inbox, &to_us, work));
        }
        drop(to_us);
        let inputs = [first, second].into_iter().chain(inputs);
        // both channels end with it, and so the workers do
        hand_out(threads, inputs, weight, to_workers, results, &mut done)
    })
}

/// One worker: takes the next input for as long as there are any.
fn serve<J, R>(
    inbox: &Mutex<Receiver<(usize, J)>>, to_us: &Sender<(usize, R)>, work: &(impl Fn(J) -> R + Sync),
) {
    loop {
        let next = inbox.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((number, input)) = next else { return };
        if to_us.send((number, work(input))).is_err() {
            return;
        }
    }
}

fn hand_out<J, R>(
    threads: usize, mut inputs: impl Iterator<Item = J>, weight: impl Fn(&J) -> u64,
    to_workers: Sender<(usize, J)>, results: Receiver<(usize, R)>,
    done: &mut impl FnMut(R) -> io::Result<()>,
) -> io::Result<()> {
    let (mut sent, mut shown, mut bytes) = (0, 0, 0);
    let mut weights: BTreeMap<usize, u64> = BTreeMap::new();
    let mut early: BTreeMap<usize, R> = BTreeMap::new();
    let mut more = true;
    loop {
        while more && sent - shown < threads * WINDOW && (bytes < BUDGET || sent == shown) {
            match inputs.next() {
                Some(input) => {
                    let size = weight(&input);
                    bytes += size;
                    weights.insert(sent, size);
                    to_workers.send((sent, input)).map_err(|_| no_threads())?;
                    sent += 1;
                }
                None => more = false,
            }
        }
        if shown == sent {
            return Ok(());
        }
        let (number, result) = results.recv().map_err(|_| no_threads())?;
        early.insert(number, result);
        while let Some(result) = early.remove(&shown) {
            bytes -= weights.remove(&shown).unwrap_or(0);
            shown += 1;
            done(result)?;
        }
    }
}

fn no_threads() -> io::Error {
    io::Error::other("the system lets the program start no threads: try --jobs 1")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    #[test]
    fn results_come_in_the_order_of_the_inputs() {
        for (threads, count) in [(1, 100), (2, 0), (2, 1), (2, 2), (4, 1000), (64, 300)] {
            let mut seen = Vec::new();
            let work = |n: u64| {
                if n.is_multiple_of(7) {
                    thread::sleep(Duration::from_micros(200));
                }
                n * 2
            };
            let done = |n| {
                seen.push(n);
                Ok(())
            };
            ordered(threads, 0..count, |n| n * 10_000, work, done).expect("no error");
            assert_eq!(seen, (0..count).map(|n| n * 2).collect::<Vec<_>>(), "{threads} threads");
        }
    }

    #[test]
    fn what_is_under_way_is_bounded() {
        let (begun, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let finished = AtomicUsize::new(0);
        let inputs = (0..2000).inspect(|_| {
            let under_way = begun.fetch_add(1, Ordering::SeqCst) + 1 - finished.load(Ordering::SeqCst);
            most.fetch_max(under_way, Ordering::SeqCst);
        });
        let done = |_| {
            finished.fetch_add(1, Ordering::SeqCst);
            Ok(())
        };
        ordered(2, inputs, |_| BUDGET / 4, |n: i32| n, done).expect("no error");
        assert!(most.load(Ordering::SeqCst) <= 5, "{most:?} at once, though each weighs a quarter");
    }

    #[test]
    fn an_error_ends_it() {
        let mut count = 0;
        let done = |_| {
            count += 1;
            if count == 3 { Err(io::Error::other("full")) } else { Ok(()) }
        };
        let ended = ordered(2, 0.., |_: &i32| 0, |n| n, done);
        assert_eq!(ended.expect_err("an error").to_string(), "full");
        assert_eq!(count, 3);
    }
}
