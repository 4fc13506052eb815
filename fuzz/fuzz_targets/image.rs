//! Archives of container images and of file systems: reading them, and a search for trust stores in each image.
#![no_main]

use std::io::Cursor;
use std::path::Path;

use libfuzzer_sys::fuzz_target;
use tillit_trust_stores::formats::Options;
use tillit_trust_stores::places::{Environment, Search, search_tree};
use tillit_trust_stores::tree::{Archive, Tree};
use tillit_verifier::container::{Passwords, ReadLimits};

fuzz_target!(|data: &[u8]| {
    let Ok(archive) = Archive::read(Box::new(Cursor::new(data))) else { return };
    let passwords = Passwords::given(vec![String::new().into()]);
    let limits = ReadLimits { max_entries: 1000, ..ReadLimits::default() };
    for plan in archive.images().into_iter().flatten() {
        let Ok(image) = archive.image(&plan) else { continue };
        // However links and layers go, what a folder lists lies in it, and no way leads out of the image.
        for name in image.list(Path::new("/")).unwrap_or_default() {
            let child = Path::new("/").join(name);
            assert!(image.link_metadata(&child).is_ok(), "{}", child.display());
            if let Ok(real) = image.real_path(&child) {
                assert!(real.components().all(|part| part.as_os_str() != ".."), "{}", real.display());
            }
        }
        let options = Options { tree: &image, passwords: &passwords, limits, interest: &|_| true, kind: None };
        let environment = Environment::of(plan.environment);
        let found = search_tree(&Search { options, environment: &environment });
        let _ = format!("{found:?}");
    }
});
