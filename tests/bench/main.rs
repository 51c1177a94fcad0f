//! What `make bench` prints. Nothing here passes or fails by a time: machines are noisy, so figures are compared within
//! one run.

#![expect(clippy::expect_used, clippy::print_stdout, reason = "what can't go on says so and ends")]

mod forty;
mod job;
mod page;
mod process;
mod sf;
mod window;

use std::time::Duration;

/// An odd number, so that the median is one of them.
const TIMES: usize = 7;
/// Of what takes long.
const FEW: usize = 5;
const FAR: Duration = Duration::from_millis(100);

#[tokio::main]
async fn main() {
    println!("The whole job on the command line: a server's app, made and proven (medians of {TIMES})");
    for latency in [Duration::ZERO, FAR] {
        let series = job::series(latency, TIMES).await;
        let by_hand = latency * job::BY_HAND;
        println!("  {} ms added to each request", latency.as_millis());
        println!(
            "    wall {} ms, processor {} ms, peak memory {} MB",
            ms(series.wall),
            ms(series.busy),
            mb(series.peak)
        );
        println!("    {} requests", series.requests);
        if latency.is_zero() {
            println!("    goals: wall under 150 ms, memory under 30 MB");
        } else {
            let times = series.wall.as_secs_f64() / by_hand.as_secs_f64();
            println!("    {times:.2} times the series by hand of {} (goal 1.25)", job::BY_HAND);
            // Of several jobs the shortest: a request that noise made late looks as if it had waited.
            assert!(series.chain.len() <= 10, "{:#?}", series.chain);
            println!(
                "    the series of those that must follow one another is {} long (goal: at most 10):",
                series.chain.len()
            );
            for (place, request) in series.chain.iter().enumerate() {
                println!("      {:>2} {request}", place + 1);
            }
        }
        match sf::by_sf(latency, FEW).await {
            Some(sf) => println!(
                "    the same app by sf (medians of {FEW}; with a dry run and a retrieve; without secret and proof): {} requests, {:.1} s, {} MB",
                sf.requests,
                sf.wall.as_secs_f64(),
                mb(sf.peak)
            ),
            None => println!("    sf is not installed here (scripts/set-up --tests)"),
        }
    }

    let forty = forty::together(FEW).await;
    println!("{} orgs at once, a process each (medians of {FEW})", forty.orgs);
    println!(
        "  {} ms, one alone {} ms: {:.1} times; peaks of memory added up {} MB, all the orgs {} MB; jobs lost: {}, replies lost: {}",
        ms(forty.together),
        ms(forty.alone),
        forty.together.as_secs_f64() / forty.alone.as_secs_f64(),
        mb(forty.peaks),
        mb(forty.orgs_peak),
        forty.lost,
        forty.lost_replies
    );

    println!("A list of {} in the window's engine: script for the costliest press (goal: 16 ms)", page::LONG);
    for (what, press) in page::presses(TIMES).await {
        println!("  {what}: {:.0} ms (median of {TIMES}), the most of all {:.0} ms", press.usual, press.most);
    }

    let (ours, empty) = window::openings(TIMES).await;
    println!("The window beside an empty one (medians of {TIMES}, turn by turn, under the web driver)");
    println!(
        "  first usable screen {} ms against {} ms: {:.2} (goal 1.3)",
        ms(ours.usable),
        ms(empty.usable),
        ours.usable.as_secs_f64() / empty.usable.as_secs_f64()
    );
    println!(
        "  memory {} MB against {} MB: {:.2} (goal 1.2)",
        mb(ours.memory),
        mb(empty.memory),
        ours.memory as f64 / empty.memory as f64
    );
}

fn ms(time: Duration) -> u128 {
    time.as_millis()
}

fn mb(kib: u64) -> u64 {
    kib.div_ceil(1024)
}
