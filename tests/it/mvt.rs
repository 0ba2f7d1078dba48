//! A reader of vector tiles written from the specification alone, so that the writer is not judged by itself.

use std::collections::BTreeMap;

use serde_json::{Value, json};

/// A path of a feature: a point, a line, or a ring that was closed.
#[derive(Debug, Clone, PartialEq)]
pub struct Path {
    pub points: Vec<(i64, i64)>,
    pub closed: bool,
}

impl Path {
    /// Twice the area by the surveyor's formula, y down.
    pub fn doubled_area(&self) -> i64 {
        let pairs = self.points.iter().zip(self.points.iter().cycle().skip(1));
        pairs.map(|(a, b)| a.0 * b.1 - b.0 * a.1).sum()
    }
}

/// A feature: 1 points, 2 lines, 3 polygons.
#[derive(Debug)]
pub struct Feature {
    pub id: Option<u64>,
    pub kind: u64,
    pub paths: Vec<Path>,
    pub properties: BTreeMap<String, Value>,
}

impl Feature {
    pub fn number(&self, name: &str) -> u64 {
        self.properties.get(name).and_then(Value::as_u64).unwrap_or_else(|| panic!("no {name}: {self:?}"))
    }

    pub fn text(&self, name: &str) -> &str {
        self.properties.get(name).and_then(Value::as_str).unwrap_or_else(|| panic!("no {name}: {self:?}"))
    }
}

/// Reads a tile: features by layer.
pub fn read(tile: &[u8]) -> BTreeMap<String, Vec<Feature>> {
    fields(tile).into_iter().map(|(number, field)| (assert_eq!(number, 3), layer(field.bytes())).1).collect()
}

enum Field<'b> {
    Number(u64),
    Bytes(&'b [u8]),
    Eight([u8; 8]),
}

impl<'b> Field<'b> {
    fn number(&self) -> u64 {
        let Self::Number(number) = self else { panic!("not a number") };
        *number
    }

    fn bytes(&self) -> &'b [u8] {
        let Self::Bytes(bytes) = self else { panic!("not bytes") };
        bytes
    }

    fn text(&self) -> String {
        String::from_utf8(self.bytes().to_vec()).unwrap()
    }
}

fn varint(bytes: &mut &[u8]) -> u64 {
    let mut value = 0;
    for shift in (0..).step_by(7) {
        let (first, rest) = bytes.split_first().unwrap();
        *bytes = rest;
        value |= u64::from(first & 0x7f) << shift;
        if first & 0x80 == 0 {
            break;
        }
    }
    value
}

fn fields(mut bytes: &[u8]) -> Vec<(u64, Field<'_>)> {
    let mut found = Vec::new();
    while !bytes.is_empty() {
        let key = varint(&mut bytes);
        let field = match key & 7 {
            0 => Field::Number(varint(&mut bytes)),
            1 => {
                let (eight, rest) = bytes.split_at(8);
                bytes = rest;
                Field::Eight(eight.try_into().unwrap())
            }
            2 => {
                let length = usize::try_from(varint(&mut bytes)).unwrap();
                let (inside, rest) = bytes.split_at(length);
                bytes = rest;
                Field::Bytes(inside)
            }
            other => panic!("wire type {other}"),
        };
        found.push((key >> 3, field));
    }
    found
}

fn packed(mut bytes: &[u8]) -> Vec<u64> {
    let mut numbers = Vec::new();
    while !bytes.is_empty() {
        numbers.push(varint(&mut bytes));
    }
    numbers
}

fn layer(bytes: &[u8]) -> (String, Vec<Feature>) {
    let fields = fields(bytes);
    let of = |number: u64| fields.iter().filter(move |(n, _)| *n == number).map(|(_, field)| field);
    assert_eq!(of(15).next().unwrap().number(), 2, "version");
    assert_eq!(of(5).next().unwrap().number(), 4096, "extent");
    let keys: Vec<String> = of(3).map(Field::text).collect();
    let values: Vec<Value> = of(4).map(|field| value(field.bytes())).collect();
    let features = of(2).map(|field| feature(field.bytes(), &keys, &values)).collect();
    (of(1).next().unwrap().text(), features)
}

fn value(bytes: &[u8]) -> Value {
    match fields(bytes).as_slice() {
        [(1, text)] => json!(text.text()),
        [(3, Field::Eight(double))] => json!(f64::from_le_bytes(*double)),
        [(5, number)] => json!(number.number()),
        [(7, truth)] => json!(truth.number() == 1),
        _ => panic!("a value that this product does not write"),
    }
}

fn feature(bytes: &[u8], keys: &[String], values: &[Value]) -> Feature {
    let fields = fields(bytes);
    let of = |number: u64| fields.iter().find(|(n, _)| *n == number).map(|(_, field)| field);
    let index = |n: &u64| usize::try_from(*n).unwrap();
    let tags = of(2).map_or_else(Vec::new, |field| packed(field.bytes()));
    let properties =
        tags.chunks(2).map(|pair| (keys[index(&pair[0])].clone(), values[index(&pair[1])].clone())).collect();
    Feature {
        id: of(1).map(Field::number),
        kind: of(3).unwrap().number(),
        paths: paths(&packed(of(4).unwrap().bytes())),
        properties,
    }
}

fn paths(commands: &[u64]) -> Vec<Path> {
    let mut paths: Vec<Path> = Vec::new();
    let (mut x, mut y) = (0, 0);
    let mut rest = commands.iter().copied();
    let signed = |n: u64| i64::try_from(n >> 1).unwrap() ^ -i64::try_from(n & 1).unwrap();
    while let Some(command) = rest.next() {
        for _ in 0..command >> 3 {
            if command & 7 == 7 {
                paths.last_mut().unwrap().closed = true;
                continue;
            }
            x += signed(rest.next().unwrap());
            y += signed(rest.next().unwrap());
            match command & 7 {
                1 => paths.push(Path { points: vec![(x, y)], closed: false }),
                2 => paths.last_mut().unwrap().points.push((x, y)),
                other => panic!("command {other}"),
            }
        }
    }
    paths
}
