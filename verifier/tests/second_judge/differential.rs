//! Random chains before three judges: ours, `rustls-webpki` and `openssl verify`. Every difference is on a closed list, or a fault.
//!
//! `TILLIT_CHAINS=20000 cargo test -p tillit-verifier --test second_judge differential` tries so many (`.ci/deep` does), beginning at the number
//! `TILLIT_FIRST_CHAIN`.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::chains::{Case, beside_openssl, beside_webpki, of_seed};

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{variable}={text}: not a number")))
}

/// How often each answer came, and what nothing explains.
fn tally<T: Ord + Send>(usual: u64, compare: &(dyn Fn(&Case) -> Result<T, String> + Sync)) -> BTreeMap<T, u64> {
    let first = number("TILLIT_FIRST_CHAIN").unwrap_or(0);
    let end = first + number("TILLIT_CHAINS").unwrap_or(usual);
    let (next, found) = (AtomicU64::new(first), Mutex::new((BTreeMap::new(), Vec::new())));
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= end {
                        return;
                    }
                    let compared = compare(&of_seed(seed));
                    let mut found = found.lock().unwrap();
                    match compared {
                        Ok(compared) => *found.0.entry(compared).or_insert(0) += 1,
                        Err(why) => found.1.push(format!("chain {seed}: {why}")),
                    }
                }
            });
        }
    });
    let (counts, unexplained) = found.into_inner().unwrap();
    assert!(unexplained.is_empty(), "{} not explained:\n{}", unexplained.len(), unexplained.join("\n"));
    counts
}

#[test]
fn beside_rustls_webpki() {
    use beside_webpki::Compared::{BothAccept, BothRefuse, Overruled};
    let counts = tally(1000, &beside_webpki::compare);
    eprintln!("{counts:#?}");
    if number("TILLIT_CHAINS").is_none() {
        assert!(counts[&BothAccept] > 100 && counts[&BothRefuse] > 100, "{counts:?}");
        assert!(counts.keys().filter(|c| matches!(c, Overruled(_))).count() >= 5, "{counts:?}");
    }
}

#[test]
fn beside_openssl_verify() {
    use beside_openssl::Compared::{BothAccept, BothRefuse};
    let counts = tally(300, &|case| {
        let folder = tempfile::tempdir().unwrap();
        beside_openssl::compare(case, folder.path())
    });
    eprintln!("{counts:#?}");
    if number("TILLIT_CHAINS").is_none() {
        assert!(counts[&BothAccept] > 30 && counts[&BothRefuse] > 30, "{counts:?}");
    }
}

/// What the fuzz target `paths` once found, by the bytes.
#[test]
fn regressions() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/regressions/paths");
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let case = crate::chains::of_bytes(&std::fs::read(&path).unwrap());
        beside_webpki::compare(&case).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
    }
}
