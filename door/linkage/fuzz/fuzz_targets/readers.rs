//! Whatever bytes agencies hand over, every reader either understands or refuses them.

#![no_main]

use libfuzzer_sys::fuzz_target;
use linkage::encoding::Encoding;
use linkage::expression::parse;
use linkage::settings::{Settings, preset};
use linkage::table::{TableBuilder, header, read};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = Settings::read(text);
        let _ = parse(text);
        let _ = Encoding::from_hex(text);
    }
    for extension in ["csv", "parquet"] {
        let name = format!("linkage-fuzz-{}.{extension}", std::process::id());
        let path = std::env::temp_dir().join(name);
        if std::fs::write(&path, bytes).is_err() {
            return;
        }
        let settings = header(&path).ok().and_then(|names| {
            let settings = preset::people(&names).ok()?;
            preset::wanted(&settings, &names).ok()
        });
        let _ = read(&path, "list", &settings.unwrap_or_default(), &mut TableBuilder::default());
    }
});
