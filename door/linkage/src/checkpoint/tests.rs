use super::*;
use crate::testing::{THREE, linker, noisy};

fn scratch(name: &str) -> PathBuf {
    let dir = std::env::temp_dir().join(format!("linkage-{name}-{}", std::process::id()));
    drop(fs::remove_dir_all(&dir));
    dir
}

#[test]
fn a_run_that_was_killed_ends_as_one_that_was_not() {
    let mut linker = linker(THREE, &[&noisy(300, 0.8, 1)]);
    let plan = Plan::new(&mut linker, 1_000);
    let scorer = Scorer::new(&linker);
    let (dir, whole) = (scratch("killed"), scorer.edges(&plan, -3.0));
    let run = || Checkpoint::open(&dir, "lists and settings").unwrap();
    assert_eq!(run().score(&scorer, &plan, -3.0).unwrap(), whole);
    let pieces: Vec<PathBuf> = fs::read_dir(&dir)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.display().to_string().contains("pairs-"))
        .collect();
    // What a kill or a full disk can leave: a piece missing, cut short, or with a flipped bit.
    for harm in 0..3 {
        let mut bytes = fs::read(&pieces[0]).unwrap();
        match harm {
            0 => fs::remove_file(&pieces[0]).unwrap(),
            1 => fs::write(&pieces[0], &bytes[..bytes.len() / 2]).unwrap(),
            _ => {
                bytes[40] ^= 1;
                fs::write(&pieces[0], &bytes).unwrap();
            }
        }
        assert_eq!(run().score(&scorer, &plan, -3.0).unwrap(), whole, "harm {harm}");
    }
    fs::remove_dir_all(&dir).unwrap();
}

#[test]
fn the_directory_of_another_run_is_refused_and_the_model_comes_back() {
    let dir = scratch("other");
    let first = Checkpoint::open(&dir, "one").unwrap();
    assert!(first.model().unwrap().is_none());
    let settings = Settings::read(THREE).unwrap();
    first.keep_model(&settings).unwrap();
    assert_eq!(Checkpoint::open(&dir, "one").unwrap().model().unwrap(), Some(settings));
    let refused = Checkpoint::open(&dir, "two");
    assert!(matches!(refused, Err(CheckpointError::OtherRun { .. })));
    fs::remove_dir_all(&dir).unwrap();
}
