//! Zips that lie, swell or lead out. The deploy is accepted and then fails, as every package that cannot be opened.

use std::io::{Cursor, Write};

use serde_json::{Value, json};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::still_works;
use crate::support::{
    Practice,
    package::{manifest, zip_bytes},
};

async fn deployed(practice: &Practice, zip: Vec<u8>) -> Value {
    let started = practice.start_zip("dana", zip, json!({ "singlePackage": true })).await;
    assert_eq!(started.status, 201, "{}", started.body);
    practice.deploy_result("dana", started.json()["id"].as_str().unwrap()).await
}

fn with(name: &str, bytes: &[u8]) -> Vec<u8> {
    zip_bytes(&[("package.xml", manifest(&[]).as_bytes()), (name, bytes)])
}

/// Writes bytes at each place where a signature stands, so many bytes after it.
fn patched(mut zip: Vec<u8>, signature: &[u8; 4], after: usize, bytes: &[u8]) -> Vec<u8> {
    let places: Vec<usize> = (0..zip.len() - 4).filter(|place| zip[*place..].starts_with(signature)).collect();
    for place in places {
        zip[place + after..place + after + bytes.len()].copy_from_slice(bytes);
    }
    zip
}

const LOCAL: &[u8; 4] = b"PK\x03\x04";
const CENTRAL: &[u8; 4] = b"PK\x01\x02";
const END: &[u8; 4] = b"PK\x05\x06";

#[tokio::test]
async fn a_zip_that_lies_is_deployed() {
    let practice = Practice::new().await;
    let good = with("notes.txt", b"hello");
    let mut link = ZipWriter::new(Cursor::new(Vec::new()));
    link.add_symlink("package.xml", "/etc/passwd", SimpleFileOptions::default()).unwrap();
    let zip64 = [
        b"PK\x06\x06".as_slice(),
        &44_u64.to_le_bytes(),
        &[45, 0, 45, 0],
        &[0; 8],
        &[0xff; 8],
        &[0xff; 8],
        &[0xff; 8],
        &0_u64.to_le_bytes(),
        b"PK\x06\x07",
        &[0; 4],
        &0_u64.to_le_bytes(),
        &1_u32.to_le_bytes(),
        END,
        &[0; 4],
        &[0xff; 12],
        &[0; 2],
    ]
    .concat();
    let rows: Vec<(&str, Vec<u8>)> = vec![
        ("nothing", Vec::new()),
        ("no zip", b"PK\x03\x04 but no more".to_vec()),
        ("an empty zip", [END.as_slice(), &[0; 18]].concat()),
        ("the first half", good[..good.len() / 2].to_vec()),
        ("a symlink", link.finish().unwrap().into_inner()),
        ("an absolute name", with("/etc/x.eca", b"x")),
        ("a name of Windows", with("C:\\x.eca", b"x")),
        ("a NUL in a name", with("x\0.eca", b"x")),
        ("names that lead out", with("a/../../../x.eca", b"x")),
        ("a name of 60,000 characters that leads out", with(&"../".repeat(20_000), b"x")),
        ("entries that say they are encrypted", patched(patched(good.clone(), LOCAL, 6, &[1, 0]), CENTRAL, 8, &[1, 0])),
        ("an unknown way to compress", patched(patched(good.clone(), LOCAL, 8, &[97, 0]), CENTRAL, 10, &[97, 0])),
        ("a wrong checksum", patched(patched(good.clone(), LOCAL, 14, &[1; 4]), CENTRAL, 16, &[1; 4])),
        ("entries that lie elsewhere", patched(good.clone(), CENTRAL, 42, &[0xf0; 4])),
        ("a directory that lies elsewhere", patched(good.clone(), END, 16, &[0xf0; 4])),
        ("more entries than there are", patched(good.clone(), END, 8, &[0xff, 0x7f, 0xff, 0x7f])),
        ("as many entries as zip64 can count", zip64),
        ("a zip in place of the manifest", zip_bytes(&[("package.xml", &good)])),
    ];
    for (when, zip) in rows {
        let end = deployed(&practice, zip).await;
        assert_eq!((&end["status"], &end["done"]), (&json!("Failed"), &json!(true)), "{when}: {end:#}");
    }
    still_works(&practice, "zips").await;
}

/// Bytes that compress, but not a thousand times.
fn swelling(megabytes: usize) -> Vec<u8> {
    let line: Vec<u8> = (0..1024_usize).map(|place| (place * place % 251) as u8).collect();
    line.repeat(megabytes * 1024)
}

#[tokio::test]
async fn a_zip_that_swells_is_inflated() {
    let practice = Practice::new().await;
    let zeros = with("x.eca", &vec![0; 16 * 1024 * 1024]);
    let long = with("x.eca", &swelling(51));
    assert!(zeros.len() < 32 * 1024 && long.len() < 1024 * 1024, "{} {}", zeros.len(), long.len());
    // 16 MB that call themselves one byte, and many entries that are the same bytes.
    let size = 1_u32.to_le_bytes();
    let lying = patched(patched(zeros.clone(), LOCAL, 22, &size), CENTRAL, 24, &size);
    let huge = patched(zeros.clone(), CENTRAL, 24, &[0xfe; 4]);
    let too_large = "Maximum size of request reached";
    for (when, zip, expected) in [
        ("a thousand to one", zeros, Some(too_large)),
        ("51 MB", long, Some(too_large)),
        ("16 MB called a byte", lying, None),
        ("16 MB called 4 GB", huge, Some(too_large)),
    ] {
        let end = deployed(&practice, zip).await;
        assert_eq!(end["status"], "Failed", "{when}: {end:#}");
        if let Some(expected) = expected {
            assert_eq!(end["errorMessage"], expected, "{when}");
        }
    }
    still_works(&practice, "bombs").await;
}

#[tokio::test]
async fn a_zip_written_as_a_stream_is_refused() {
    let practice = Practice::new().await;
    // Written without going back, so that the sizes stand behind each entry.
    let mut writer = ZipWriter::new_stream(Vec::new());
    let deflated = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    writer.start_file("package.xml", deflated).unwrap();
    writer.write_all(manifest(&[]).as_bytes()).unwrap();
    let zip = writer.finish().unwrap().into_inner();
    assert!(zip.windows(4).any(|bytes| bytes == b"PK\x07\x08"), "no data descriptor");
    let end = deployed(&practice, zip).await;
    assert_eq!(end["status"], "Succeeded", "{end:#}");
}
