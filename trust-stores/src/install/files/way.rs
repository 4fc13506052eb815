//! Who holds the folders on the way to a file: the rule stands at the top of the module above.

use std::path::PathBuf;

use super::Refusal;

/// One folder on the way.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub place: PathBuf,
    pub uid: u32,
    pub gid: u32,
    pub mode: u32,
}

impl Part {
    /// Nobody else than this user and root can exchange names in it.
    fn is_held_by(&self, uid: u32) -> bool {
        let is_sticky = self.mode & 0o1000 != 0;
        let by_group = self.mode & 0o020 != 0 && self.gid != 0;
        let by_all = self.mode & 0o002 != 0;
        (self.uid == 0 || self.uid == uid) && (is_sticky || !(by_group || by_all))
    }
}

/// `owner`: of the file; `None` for one that is not there yet.
pub(super) fn check(way: &[Part], owner: Option<u32>) -> Result<(), Refusal> {
    if !rustix::process::geteuid().is_root() {
        return Ok(());
    }
    let owner = owner.or_else(|| way.last().map(|folder| folder.uid)).unwrap_or(0);
    held(way, owner)
}

/// For the journal.
pub(super) fn check_own(way: &[Part]) -> Result<(), Refusal> {
    let me = rustix::process::geteuid();
    if me.is_root() {
        return held(way, 0);
    }
    // Others may hold what is above it: a user has no choice there, and risks nobody else's rights.
    let me = me.as_raw();
    way.last()
        .filter(|last| last.uid != me || last.mode & 0o022 != 0)
        .map_or(Ok(()), |last| Err(Refusal::OthersCanWrite(last.place.clone())))
}

fn held(way: &[Part], owner: u32) -> Result<(), Refusal> {
    way.iter()
        .find(|part| !part.is_held_by(owner))
        .map_or(Ok(()), |part| Err(Refusal::OthersCanWrite(part.place.clone())))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn part(uid: u32, gid: u32, mode: u32) -> Part {
        Part { place: format!("/{uid}-{gid}-{mode:o}").into(), uid, gid, mode }
    }

    #[test]
    fn a_way_is_held_by_root_or_by_the_owner_of_what_it_leads_to() {
        let tomcat = 990;
        let root = part(0, 0, 0o755);
        for (way, owner, holds) in [
            (vec![root.clone()], 0, true),
            (vec![root.clone(), part(0, 0, 0o1777)], 0, true),
            (vec![root.clone(), part(0, 0, 0o777)], 0, false),
            (vec![root.clone(), part(0, 0, 0o775)], 0, true),
            (vec![root.clone(), part(0, 27, 0o775)], 0, false),
            (vec![root.clone(), part(tomcat, tomcat, 0o750)], 0, false),
            (vec![root.clone(), part(tomcat, tomcat, 0o750)], tomcat, true),
            (vec![root.clone(), part(tomcat, tomcat, 0o770)], tomcat, false),
            (vec![part(tomcat, tomcat, 0o755), root], 0, false),
        ] {
            assert_eq!(held(&way, owner).is_ok(), holds, "{way:?} {owner}");
        }
    }
}
