use super::{all, find, href};

#[test]
fn an_address_names_its_file_and_its_content() {
    let address = href("public.css");
    let (path, mark) = address.split_once("?v=").expect("the mark of the content");
    assert_eq!(path, "/assets/public.css");
    assert_eq!(mark.len(), 8);
    assert_ne!(mark, href("desk.css").split_once("?v=").expect("the mark of the content").1);
}

#[test]
fn no_file_reaches_outside() {
    for asset in all() {
        let outside = asset.body.replace("http://www.w3.org/2000/svg", "");
        assert!(!outside.contains("http:") && !outside.contains("https:"), "{}", asset.name);
        assert!(!outside.contains("@import") && !outside.contains("url("), "{}", asset.name);
    }
}

#[test]
fn an_unknown_name_is_absent() {
    assert!(find("../Cargo.toml").is_none());
}
