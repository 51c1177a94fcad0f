//! A disk that is full: files can't grow beyond a size, which stands for it, at many sizes.

use futures_util::{StreamExt as _, stream};
use orgkey::store::Store;
use tokio::process::Command;

use crate::computer::{Computer, ended, orgkey};
use crate::points::tell;

/// Sizes at which the disk is full, in blocks of 512 bytes: from one that holds nothing to one that holds a whole run.
const SIZES: std::ops::Range<usize> = 16..1600;

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_makes_an_app_that_nobody_knows_of_or_spoils_the_file() {
    let ends = stream::iter(SIZES.step_by(44)).map(|size| async move {
        let computer = Computer::untouched().await;
        let mut command = Command::new("sh");
        let limited = format!("trap '' XFSZ; ulimit -f {size}; exec \"$0\" \"$@\"");
        computer.given(command.args(["-c", &limited]).arg(orgkey()).args(["set-up", "--yes"]));
        let first = ended(command.spawn().unwrap()).await;
        let (store, notices) = Store::open(computer.home.path()).unwrap();
        assert_eq!(notices, [], "{size}: the file is spoilt");
        let begun = !store.runs().unwrap().is_empty();
        drop(store);
        if first.code != Some(0) {
            assert_eq!(first.problem(), "store_failed", "{size}: {first:?}");
        }
        if !begun {
            assert_eq!(computer.apps().await, 0, "{size}: an app that nobody knows of");
            return "refused";
        }
        if first.code != Some(0) {
            let done = computer.go_on().await;
            assert_eq!(done.code, Some(0), "{size}: {done:?}");
        }
        computer.assert_whole(&format!("full at {size}")).await;
        if first.code == Some(0) { "whole" } else { "continued" }
    });
    let ends: Vec<_> = ends.buffer_unordered(8).collect().await;
    tell(&format!("full disk: {} sizes, {ends:?}", ends.len()));
    for end in ["refused", "continued", "whole"] {
        assert!(ends.contains(&end), "the sizes are badly chosen: none is {end}");
    }
}
