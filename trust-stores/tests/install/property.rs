//! Any set of changes, applied and undone, leaves the tree as it was.

use std::fs;

use proptest::prelude::*;

use crate::kit::{Machine, create, in_place, make_link, remove, remove_link, replace};

/// What stands under a name before, and what is to stand there.
#[derive(Clone, Debug)]
enum Case {
    Replace(Vec<u8>, Vec<u8>, u32, bool),
    Create(Vec<u8>),
    Remove(Vec<u8>, u32),
    MakeLink(String),
    RemoveLink(String),
    ChangeLink(String, String),
    Bystander(Vec<u8>),
}

fn cases() -> impl Strategy<Value = Vec<(u8, Case)>> {
    let bytes = || prop::collection::vec(any::<u8>(), 0..200);
    let mode = 0o600..0o777_u32;
    let link = "[a-z./]{1,20}";
    let case = prop_oneof![
        (bytes(), bytes(), mode.clone(), any::<bool>())
            .prop_map(|(old, new, mode, here)| Case::Replace(old, new, mode, here)),
        bytes().prop_map(Case::Create),
        (bytes(), mode).prop_map(|(old, mode)| Case::Remove(old, mode)),
        link.prop_map(Case::MakeLink),
        link.prop_map(Case::RemoveLink),
        (link, link).prop_map(|(old, new)| Case::ChangeLink(old, new)),
        bytes().prop_map(Case::Bystander),
    ];
    prop::collection::vec((0..3_u8, case), 1..12)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn undo_gives_the_same_tree(cases in cases()) {
        let machine = Machine::new();
        let mut targets = Vec::new();
        for (number, (folder, case)) in cases.iter().enumerate() {
            let path = format!("/f{folder}/name {number} å");
            fs::create_dir_all(machine.path(&format!("f{folder}"))).unwrap();
            targets.push(match case {
                Case::Replace(old, new, mode, here) => {
                    machine.write(&path, old, *mode);
                    vec![if *here { in_place(&path, old, new) } else { replace(&path, old, new) }]
                }
                Case::Create(new) => vec![create(&path, new)],
                Case::Remove(old, mode) => {
                    machine.write(&path, old, *mode);
                    vec![remove(&path, old)]
                }
                Case::MakeLink(to) => vec![make_link(&path, to)],
                Case::RemoveLink(to) => {
                    machine.link(&path, to);
                    vec![remove_link(&path, to)]
                }
                Case::ChangeLink(old, new) => {
                    machine.link(&path, old);
                    vec![remove_link(&path, old), make_link(&path, new)]
                }
                Case::Bystander(content) => {
                    machine.write(&path, content, 0o600);
                    continue;
                }
            });
        }
        prop_assume!(!targets.is_empty());
        let before = machine.image();
        let applied = machine.apply(&machine.plan_of(targets)).unwrap();
        machine.undo(&applied.record).unwrap();
        prop_assert_eq!(machine.image(), before);
    }
}
