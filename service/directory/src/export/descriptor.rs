//! The `datapackage.json` that says what the files of a package hold.

use serde_json::{Value, json};

use crate::{
    model::*,
    row::{Column, Entity, Link, Row},
    value::{Cell, Date, Moment, Number, TimeOfDay},
};

pub(super) fn descriptor(tables: &[Entity]) -> Vec<u8> {
    let resources: Vec<Value> = tables.iter().map(|&entity| resource(entity)).collect();
    let package = json!({
        "name": "human_services_data",
        "title": "Human services directory",
        "profile": "tabular-data-package",
        "version": "3.1.3",
        "homepage": crate::profile::URI,
        "resources": resources,
    });
    let mut bytes = serde_json::to_vec_pretty(&package).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

fn resource(entity: Entity) -> Value {
    let (columns, links) = shape(entity);
    let link_fields = links.iter().map(|link| json!({"name": link.name, "type": "string"}));
    let mut fields: Vec<Value> = columns[..1].iter().map(field).collect();
    fields.extend(link_fields);
    fields.extend(columns[1..].iter().map(field));
    let keys: Vec<Value> = links
        .iter()
        .map(|link| {
            let reference = json!({"resource": link.to.name(), "fields": "id"});
            json!({"fields": link.name, "reference": reference})
        })
        .collect();
    json!({
        "name": entity.name(),
        "path": entity.file(),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "profile": "tabular-data-resource",
        "schema": {"primaryKey": "id", "fields": fields, "foreignKeys": keys},
    })
}

fn field(column: &Column) -> Value {
    let kind = match column.expects {
        Number::EXPECTS => "number",
        Date::EXPECTS => "date",
        TimeOfDay::EXPECTS => "time",
        Moment::EXPECTS => "datetime",
        bool::EXPECTS => "boolean",
        _ => "string",
    };
    json!({
        "name": column.name,
        "type": kind,
        "constraints": {"required": column.required, "unique": column.name == "id"},
    })
}

fn of<T: Row>() -> (&'static [Column], &'static [Link]) {
    (T::COLUMNS, T::LINKS)
}

fn shape(entity: Entity) -> (&'static [Column], &'static [Link]) {
    match entity {
        Entity::Organization => of::<Organization>(),
        Entity::Program => of::<Program>(),
        Entity::Service => of::<Service>(),
        Entity::Attribute => of::<Attribute>(),
        Entity::ServiceAtLocation => of::<ServiceAtLocation>(),
        Entity::Location => of::<Location>(),
        Entity::Phone => of::<Phone>(),
        Entity::Contact => of::<Contact>(),
        Entity::Address => of::<Address>(),
        Entity::Schedule => of::<Schedule>(),
        Entity::Funding => of::<Funding>(),
        Entity::ServiceArea => of::<ServiceArea>(),
        Entity::RequiredDocument => of::<RequiredDocument>(),
        Entity::Language => of::<Language>(),
        Entity::Accessibility => of::<Accessibility>(),
        Entity::TaxonomyTerm => of::<TaxonomyTerm>(),
        Entity::Metadata => of::<Metadata>(),
        Entity::MetaTableDescription => of::<MetaTableDescription>(),
        Entity::CostOption => of::<CostOption>(),
        Entity::OrganizationIdentifier => of::<OrganizationIdentifier>(),
        Entity::Taxonomy => of::<Taxonomy>(),
        Entity::ServiceCapacity => of::<ServiceCapacity>(),
        Entity::Unit => of::<Unit>(),
        Entity::Url => of::<Url>(),
    }
}
