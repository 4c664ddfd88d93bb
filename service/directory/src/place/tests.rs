use super::*;

fn point(latitude: f64, longitude: f64) -> Point {
    Point::new(latitude, longitude).unwrap()
}

#[test]
fn distances_are_those_of_a_sphere() {
    // A quarter of a great circle: pi/2 times the radius.
    let quarter = std::f64::consts::FRAC_PI_2 * 6_371.008_8;
    assert!((point(0.0, 0.0).kilometres_to(point(90.0, 0.0)) - quarter).abs() < 1e-6);
    assert!((point(0.0, -45.0).kilometres_to(point(0.0, 45.0)) - quarter).abs() < 1e-6);
    // Antipodes, where rounding must not leave the arc sine's domain.
    let half = point(27.5, -92.1).kilometres_to(point(-27.5, 87.9));
    assert!((half - 2.0 * quarter).abs() < 1e-3, "{half}");
    assert!(point(27.5, -92.1).kilometres_to(point(27.5, -92.1)) < 1e-9);
}

#[test]
fn a_point_off_the_earth_is_none() {
    for (latitude, longitude) in [(100.0, 101.0), (0.0, 181.0), (f64::NAN, 0.0), (0.0, f64::NAN)] {
        assert_eq!(Point::new(latitude, longitude), None);
    }
}

#[test]
fn a_hole_is_outside_and_parts_are_joined() {
    let ring = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","geometry":{"type":"Polygon","coordinates":[
            [[0,0],[10,0],[10,10],[0,10],[0,0]], [[4,4],[6,4],[6,6],[4,6],[4,4]]]}},
        {"type":"Feature","geometry":{"type":"MultiPolygon","coordinates":[
            [[[20,20],[22,20],[21,22],[20,20]]]]}}]}"#;
    let area = Polygons::from_geojson(ring).unwrap();
    assert!(area.contain(point(2.0, 2.0)));
    assert!(!area.contain(point(5.0, 5.0)), "the hole");
    assert!(area.contain(point(20.5, 21.0)), "the triangle");
    assert!(!area.contain(point(15.0, 15.0)));
}

#[test]
fn what_is_no_area_is_none() {
    for text in [
        "extent",
        "",
        "{}",
        r#"{"type":"Point","coordinates":[1,2]}"#,
        r#"{"type":"Polygon","coordinates":"x"}"#,
        r#"{"type":"Polygon","coordinates":[[["a","b"]]]}"#,
    ] {
        assert_eq!(Polygons::from_geojson(text), None, "{text}");
    }
    // An empty ring holds nothing and is no reason to stop.
    let empty = Polygons::from_geojson(r#"{"type":"Polygon","coordinates":[[]]}"#);
    assert!(!empty.unwrap().contain(point(0.0, 0.0)));
}
