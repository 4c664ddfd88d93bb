//! Writes every page in every state and language as files, for a browser or a checker to open.
//!
//! `cargo run -p web --example render -- FOLDER`

use std::path::Path;
use std::{env, fs, io};

use web::i18n::Locale;
use web::{asset, gallery};

fn main() -> io::Result<()> {
    let Some(folder) = env::args().nth(1) else {
        return Err(io::Error::other("name the folder to write to"));
    };
    let folder = Path::new(&folder);
    fs::create_dir_all(folder.join("assets"))?;
    for file in asset::all() {
        fs::write(folder.join("assets").join(file.name), file.body)?;
    }
    for locale in Locale::ALL {
        for shown in gallery::all(locale) {
            let name = format!("{}.{}.html", shown.name, locale.code());
            fs::write(folder.join(name), shown.html)?;
        }
    }
    Ok(())
}
